/**
 * `npm run chaos`: three replicas and a real Redis under load, while replicas and Redis are killed and the token endpoint
 * fails. `--cluster`: on a Cluster of three masters. `CHAOS_SECONDS`: how long, 120 if not given.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
await build(root);
const makeCa = [join(root, 'sandbox/dist/make-ca.js'), join(root, '.cache/sandbox-ca')];
const caFile = execFileSync(process.execPath, makeCa).toString().trim();
const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'chaos', '--forceExit'];
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', ...jest], {
  cwd: root,
  env: {
    ...process.env,
    NODE_EXTRA_CA_CERTS: caFile,
    TEST_CA_FILE: caFile,
    CHAOS: '1',
    ...(process.argv.includes('--cluster') ? { CHAOS_CLUSTER: '1' } : {}),
  },
  stdio: 'inherit',
});
process.exit(status ?? 1);
