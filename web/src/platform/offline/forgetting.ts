import { deviceSecret, dropDeviceSecret } from './device-secret.js';

/** Also the name of the lock that one tab at a time has while it looks whose it is. */
export const keptDatabase = 'offline-reading';

let isGone = false;

/** At once: without its secret nothing can be read, in whatever tab; what is on the disk goes as soon as it can. */
export function dropKept(): void {
  if (isGone && deviceSecret() === undefined) {
    return;
  }
  isGone = true;
  dropDeviceSecret();
  try {
    indexedDB.deleteDatabase(keptDatabase);
  } catch {
    // The browser has no storage: then nothing was kept.
  }
}
