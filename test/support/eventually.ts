import { setTimeout as pause } from 'node:timers/promises';

/** Ends a wait for an event that never occurs. It measures nothing: a machine may be busy with other work. */
const patienceMs = 90_000;

/** Retries `check` until it does not throw, or throws its last error when that takes much too long. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 0): Promise<T> {
  const deadline = Date.now() + Math.max(patienceMs, withinMs);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= deadline) {
        throw error;
      }
    }
    await pause(10);
  }
}
