import { deviceSecret, dropDeviceSecret } from './device-secret.js';

/** Also the name of the lock that one tab at a time holds while it checks whose copy it is. */
export const copyDatabase = 'offline-reading';

let isGone = false;

/** Takes effect at once: without the secret no tab can decrypt anything. The data on the disk is deleted as soon as possible. */
export function dropCopy(): void {
  if (isGone && deviceSecret() === undefined) {
    return;
  }
  isGone = true;
  dropDeviceSecret();
  try {
    indexedDB.deleteDatabase(copyDatabase);
  } catch {
    // The browser has no storage: then nothing was stored.
  }
}
