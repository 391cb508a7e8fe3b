import { useSyncExternalStore } from 'react';

/** The start of the current day in the user's time zone (epoch, ms). It changes at midnight while the page is open. */
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
  // Timers don't run while the device sleeps, and continue with the time that was left.
  const update = (): void => {
    clearTimeout(timer);
    waitForMidnight();
    listener();
  };
  document.addEventListener('visibilitychange', update);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', update);
  };
}
