import { setTimeout as pause } from 'node:timers/promises';

/** Tries `check` again until it does not throw, or throws what it threw last when `withinMs` is over. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 5_000): Promise<T> {
  const deadline = Date.now() + withinMs;
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
