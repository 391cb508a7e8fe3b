import { setFlagsFromString } from 'node:v8';

import { ConfigurationError, configFromEnvironment } from './config/index.js';
import { createApp } from './create-app.js';
import { closeOnSignal } from './shutdown.js';

/** `EX_CONFIG` of sysexits.h */
const exitBadConfiguration = 78;

// V8 would let garbage double the heap before it looks; a third more costs no CPU that can be measured (docs/performance.md).
setFlagsFromString('--heap-growing-percent=30');

try {
  const config = configFromEnvironment();
  const app = await createApp(config);
  closeOnSignal(app, config.shutdownDelaySeconds);
  await app.listen({ host: config.host, port: config.port });
} catch (error) {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitBadConfiguration : 1);
}
