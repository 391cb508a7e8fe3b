import { shellCache, workerFile } from '../../worker/shell-names.js';

/** The worker brings the app itself without a network; it knows no mail. */
export async function addShellWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  try {
    await navigator.serviceWorker.register(workerFile);
  } catch {
    // Forbidden, or there is no room for the app: then it needs a network, as before.
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

/** The origin may have workers that aren't this app's. */
function isOurs({ active, waiting, installing }: ServiceWorkerRegistration): boolean {
  const worker = active ?? waiting ?? installing;
  return worker !== null && new URL(worker.scriptURL).pathname === workerFile;
}
