import { setTimeout as pause } from 'node:timers/promises';

import type { INestApplication } from '@nestjs/common';

/** From the signal to the end, whatever is still in flight (docs/operations.md). */
export const shutdownLimitMs = 25_000;

/** The state of the readiness probe. */
export interface ShutdownState {
  readonly isShuttingDown: boolean;
  shutDown(): void;
}

/**
 * SIGTERM: not ready at once; for `delaySeconds` it still serves, with every response closing its connection, while
 * balancers notice; then no new connections, requests in flight finish, exit 0. SIGINT (Ctrl+C) does not wait for
 * balancers. A second signal exits at once.
 */
export function closeOnSignal(app: INestApplication, readiness: ShutdownState, delaySeconds: number): void {
  const close = async (signal: NodeJS.Signals): Promise<void> => {
    if (readiness.isShuttingDown) {
      process.exit(1);
    }
    readiness.shutDown();
    setTimeout(() => process.exit(0), shutdownLimitMs).unref();
    if (signal === 'SIGTERM') {
      await pause(delaySeconds * 1000);
    }
    await app.close().finally(() => process.exit(0));
  };
  const onSignal = (signal: NodeJS.Signals): void => void close(signal);
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
