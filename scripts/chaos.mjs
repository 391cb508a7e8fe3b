/**
 * `npm run chaos`: tests three replicas and a real Redis under load, while replicas and Redis are killed and the token endpoint
 * fails. `--cluster`: on a Cluster of three masters. `CHAOS_SECONDS`: how long (default: 120).
 */
import { build, root } from './build.mjs';
import { makeCertificateAuthority, startJest } from './test-setup.mjs';

if ((await build(root, ['build:server', 'build:sandbox'])).length > 0) {
  process.exit(1);
}
process.env.CHAOS = '1';
if (process.argv.includes('--cluster')) {
  process.env.CHAOS_CLUSTER = '1';
}
process.exitCode = await startJest(['--selectProjects', 'chaos'], {
  stdio: 'inherit',
  caFile: makeCertificateAuthority(),
});
