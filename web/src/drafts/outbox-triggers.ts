import { permissionChanges } from '../platform/permissions.js';
import { outage, sessionReturns } from '../platform/services.js';

const retryMs = 15_000;

/** Calls the listener whenever another attempt may succeed. */
export function onOutboxTrigger(listener: () => void): () => void {
  const ends = [
    sessionReturns.subscribe(listener),
    permissionChanges(listener),
    outage.subscribe(() => {
      if (outage.get() === undefined) {
        listener();
      }
    }),
  ];
  window.addEventListener('online', listener);
  const timer = setInterval(() => {
    if (navigator.onLine && document.visibilityState === 'visible') {
      listener();
    }
  }, retryMs);
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', listener);
    for (const end of ends) {
      end();
    }
  };
}
