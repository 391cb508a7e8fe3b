/**
 * `npm run test:compose`: builds the images, brings docker-compose.yml up, plays the story in Chromium through the proxy,
 * replaces both replicas under load, and takes everything down. Needs Docker with Compose, and Chromium. `NO_BUILD=1` takes
 * the images that are there.
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

let exitCode = 0;
try {
  const build = process.env.NO_BUILD === '1' ? ['--no-build'] : ['--build'];
  await run('docker', ['compose', 'up', '--detach', '--wait', '--wait-timeout', '180', ...build], root, env);
  const jest = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const tests = ['--runInBand', '--forceExit', '--verbose', '--testPathPatterns', 'browser/story|test/container'];
  await run(process.execPath, [...jest, ...tests, '--selectProjects', 'browser', 'container'], root, env);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  await run('docker', ['compose', 'logs', '--tail', '40'], root, env).catch(() => undefined);
  exitCode = 1;
} finally {
  await run('docker', ['compose', 'down', '--volumes', '--timeout', '30'], root, env);
}
process.exit(exitCode);
