/**
 * `npm run endurance`: tests sessions that are bound to their device, with a proof every five seconds, in a real Chromium and in
 * two software clients on two replicas. `ENDURANCE_SECONDS`: how long (default: an hour).
 */
import { build, root } from './build.mjs';
import { makeCertificateAuthority, startJest } from './test-setup.mjs';

if ((await build(root, ['build:server', 'build:sandbox', 'build:web'])).length > 0) {
  process.exit(1);
}
process.env.ENDURANCE_SECONDS ??= '3600';
process.exitCode = await startJest(['--selectProjects', 'endurance'], {
  stdio: 'inherit',
  caFile: makeCertificateAuthority(),
});
