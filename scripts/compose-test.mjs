/**
 * `npm run test:compose`: builds the images, starts docker-compose.yml, runs the story in Chromium through the proxy, replaces
 * both replicas under load, and stops everything. Then it does the same with TLS, where sessions are bound to the device. It
 * needs Docker with Compose, and Chromium. `NO_BUILD=1` uses the existing images.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const port = process.env.BFF_PORT ?? '8080';
const sandboxPort = process.env.SANDBOX_PORT ?? '4010';
const env = {
  ...process.env,
  STORY_URL: `http://localhost:${port}`,
  STORY_SANDBOX_URL: `http://127.0.0.1:${sandboxPort}`,
};

const build = process.env.NO_BUILD === '1' ? '--no-build' : '--build';
const isWell =
  (await passes([], build, 'browser/story|container/rolling-restart')) &&
  (await passes(['-f', 'docker-compose.yml', '-f', 'docker-compose.tls.yml'], '--no-build', 'container/tls'));
process.exit(isWell ? 0 : 1);

/** Starts the services of the files, runs the tests of that name against them, and stops them. */
async function passes(files, how, tests) {
  const compose = (...words) => run('docker', ['compose', ...files, ...words], root, env);
  const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const options = ['--runInBand', '--forceExit', '--verbose', '--testPathPatterns', tests];
  try {
    await compose('up', '--detach', '--wait', '--wait-timeout', '180', how);
    await run(process.execPath, [...jest, ...options, '--selectProjects', 'browser', 'container'], root, env);
    return true;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    await compose('logs', '--tail', '40').catch(() => undefined);
    return false;
  } finally {
    await compose('down', '--volumes', '--timeout', '30');
  }
}
