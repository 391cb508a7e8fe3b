/** `src/main.ts` without the bundle, so that each loaded file can be assigned to its package. */
import { configFromEnvironment } from '../../dist/config/index.js';
import { createApp } from '../../dist/create-app.js';
import { Readiness } from '../../dist/health/index.js';
import { closeOnSignal } from '../../dist/http/index.js';

const config = configFromEnvironment();
const app = await createApp(config);
closeOnSignal(app, app.get(Readiness), config.shutdownDelaySeconds);
await app.listen({ host: config.host, port: config.port });
