import type { INestApplication } from '@nestjs/common';

/** Requests in flight get this long to finish (contract section 9). */
const limitMs = 25_000;

/** On SIGTERM or SIGINT: not ready, finish what is in flight, exit 0. A second signal exits at once. */
export function closeOnSignal(app: INestApplication): void {
  let isClosing = false;
  const close = (): void => {
    if (isClosing) {
      process.exit(1);
    }
    isClosing = true;
    setTimeout(() => process.exit(0), limitMs).unref();
    void app.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', close).on('SIGINT', close);
}
