/** `npm run jest -- <arguments of Jest>`: prepares only what the chosen tests need, and runs Jest. */
import { prepareLibraries } from '../tools/jest/prepare-libraries.mjs';
import { build, root } from './build.mjs';
import { makeCertificateAuthority, partsFor, startJest } from './test-setup.mjs';

const args = process.argv.slice(2);
const parts = partsFor(args);
await prepareLibraries();
const failed = await build(root, parts);
if (failed.length > 0) {
  process.exit(1);
}
process.exitCode = await startJest(args, {
  stdio: 'inherit',
  caFile: parts.length > 0 ? makeCertificateAuthority() : undefined,
});
