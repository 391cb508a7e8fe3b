/**
 * `npm run abuse`: runs all known attacks of a hostile user or an anonymous client, each one bounded, against two replicas and a real
 * Redis, while an ordinary user reads their mail. Prints a table of figures, and fails when one is over its limit.
 */
import { build, root } from './build.mjs';
import { makeCertificateAuthority, startJest } from './test-setup.mjs';

if ((await build(root, ['build:server', 'build:sandbox'])).length > 0) {
  process.exit(1);
}
process.env.ABUSE = '1';
process.exitCode = await startJest(['--selectProjects', 'abuse', ...process.argv.slice(2)], {
  stdio: 'inherit',
  caFile: makeCertificateAuthority(),
});
