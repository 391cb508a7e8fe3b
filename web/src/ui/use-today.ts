import { useSyncExternalStore } from 'react';

/** When the day began, where the user is (epoch, ms). A page that is open for longer than a day follows. */
export function useToday(): number {
  return useSyncExternalStore(subscribe, today);
}

function today(): number {
  return startOfDay(0);
}

function startOfDay(daysAhead: number): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysAhead).getTime();
}

function subscribe(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitForMidnight = (): void => {
    timer = setTimeout(
      () => {
        listener();
        waitForMidnight();
      },
      startOfDay(1) - Date.now(),
    );
  };
  waitForMidnight();
  // A device that slept has no timers.
  document.addEventListener('visibilitychange', listener);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}
