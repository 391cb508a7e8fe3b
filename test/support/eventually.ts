import { setTimeout as pause } from 'node:timers/promises';

/** What ends a wait for something that never comes. It measures nothing: a machine may be busy with other things. */
const patienceMs = 90_000;

/** Tries `check` again until it does not throw, or throws what it threw last when that takes much too long. */
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
