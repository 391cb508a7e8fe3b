import { setFlagsFromString } from 'node:v8';

import { ConfigurationError, configFromEnvironment } from './config/index.js';
import { createApp } from './create-app.js';
import { Readiness } from './health/index.js';
import { closeOnSignal } from './http/index.js';

/** `EX_CONFIG` of sysexits.h */
const exitBadConfiguration = 78;

/**
 * V8 would let its old generation grow to a multiple of what lives in it before it collects: 5,000 users took 366 to 379 MB, and 297 MB
 * with this (docs/performance.md). Node 24 grows less by itself, and is slower for it.
 */
if (Number.parseInt(process.versions.node, 10) < 24) {
  setFlagsFromString('--heap-growing-percent=30');
}

try {
  const config = configFromEnvironment();
  const app = await createApp(config);
  closeOnSignal(app, app.get(Readiness), config.shutdownDelaySeconds);
  await app.listen({ host: config.host, port: config.port });
} catch (error) {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitBadConfiguration : 1);
}
