import { ConfigurationError, configFromEnvironment } from './config/index.js';
import { createApp } from './create-app.js';
import { Readiness } from './health/index.js';
import { closeOnSignal } from './http/index.js';

/** `EX_CONFIG` of sysexits.h */
const exitBadConfiguration = 78;

try {
  const config = configFromEnvironment();
  const app = await createApp(config);
  closeOnSignal(app, app.get(Readiness), config.shutdownDelaySeconds);
  await app.listen({ host: config.host, port: config.port });
} catch (error) {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitBadConfiguration : 1);
}
