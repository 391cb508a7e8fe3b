import { openCertificateAuthority } from './certificates/index.js';

/** `node dist/make-ca.js <folder>`: creates or loads the CA, and prints the path of its certificate. */
const folder = process.argv[2] ?? process.env['SANDBOX_CA_DIR'];
if (folder === undefined || folder === '') {
  process.stderr.write('Usage: make-ca <folder>\n');
  process.exitCode = 64;
} else {
  const { file } = await openCertificateAuthority(folder);
  process.stdout.write(`${file}\n`);
}
