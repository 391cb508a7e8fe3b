import { useEffect, useState } from 'react';
import { outage, queryClient } from '../platform/services.js';
import { useStore } from '../platform/store.js';

/** Repeats all failed requests of the page; one success ends the outage. */
export function retryNow(): void {
  const current = outage.get();
  if (current !== undefined) {
    outage.set({ ...current, retryAt: Date.now() });
  }
  const failed = queryClient
    .getQueryCache()
    .findAll({ type: 'active' })
    .filter(
      (query) => query.state.status === 'error' || query.state.fetchFailureCount > 0 || query.state.error !== null,
    );
  if (failed.length === 0) {
    void queryClient.refetchQueries({ queryKey: ['folders'] });
  }
  for (const query of failed) {
    void query.fetch().catch(() => undefined);
  }
}

/** Seconds until the next retry in the current outage; this hook makes that retry. */
export function useRetryCountdown(): number {
  const current = useStore(outage);
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    if (current === undefined) {
      return undefined;
    }
    const tick = setInterval(() => {
      setNow(Date.now());
    }, 500);
    const wait = current.retryAt - Date.now();
    const retry = wait > 0 ? setTimeout(retryNow, wait) : undefined;
    window.addEventListener('online', retryNow);
    return () => {
      clearInterval(tick);
      clearTimeout(retry);
      window.removeEventListener('online', retryNow);
    };
  }, [current]);

  return current === undefined ? 0 : Math.max(0, Math.ceil((current.retryAt - now) / 1000));
}
