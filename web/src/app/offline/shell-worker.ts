import { shellCache, workerFile } from '../../worker/shell-names.js';

/** The worker serves the app's own files without a network; it caches no mail. */
export async function addShellWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  try {
    await navigator.serviceWorker.register(workerFile);
  } catch {
    // Workers are forbidden, or the storage is full: the app then needs a network, as before.
  }
}

export async function removeShellWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.filter(isOurs).map((registration) => registration.unregister()));
  for (const name of await caches.keys()) {
    if (name.startsWith(shellCache)) {
      await caches.delete(name);
    }
  }
}

/** The origin may have workers of other apps. */
function isOurs({ active, waiting, installing }: ServiceWorkerRegistration): boolean {
  const worker = active ?? waiting ?? installing;
  return worker !== null && new URL(worker.scriptURL).pathname === workerFile;
}
