/** The other replica of a `TestSystem` of two: the built service. Messages tell it to start, to stop and to set its clock. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { Clock, Logger } from '../../dist/bundle/common.js';
import { loadConfig } from '../../dist/bundle/config.js';
import { createApp } from '../../dist/bundle/create-app.js';
import { isBuilt } from '../../scripts/build.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let app;
let aheadMs = 0;
const log = new Writable({
  write(chunk, _encoding, done) {
    process.send({ line: chunk.toString() });
    done();
  },
});

const orders = {
  async start(environment) {
    if (!isBuilt(root, 'build:server')) {
      throw new Error('dist is older than src: run npm run build:server');
    }
    const config = loadConfig(environment, (path) => readFileSync(path, 'utf8'));
    app = await createApp(config, { logger: new Logger(config.logLevel, log) });
    app.get(Clock).now = () => Date.now() + aheadMs;
    await app.listen({ host: '127.0.0.1', port: config.port });
  },
  async stop() {
    await app?.close();
    app = undefined;
  },
  setAhead(milliseconds) {
    aheadMs = milliseconds;
  },
  /** Log lines and responses are sent in order: when this one is answered, all earlier lines have arrived. */
  settle() {},
};

let last = Promise.resolve();
process.on('message', ({ id, order, argument }) => {
  last = last
    .then(() => orders[order](argument))
    .then(
      () => process.send({ id }),
      (error) => process.send({ id, failure: error.message }),
    );
});
process.on('disconnect', () => process.exit());
