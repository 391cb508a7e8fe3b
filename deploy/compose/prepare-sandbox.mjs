/**
 * Runs once before everything else of docker-compose.yml: the client secret that service and sandbox share, and the CA of
 * the sandbox. Its key stays in the sandbox's own volume; the service gets the certificate only.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [secrets, caFolder] = process.argv.slice(2);
const here = import.meta.dirname;

execFileSync(process.execPath, [join(here, 'make-secrets.mjs'), secrets], { stdio: 'inherit' });

const clientSecret = join(secrets, 'entra-client-secret');
if (!existsSync(clientSecret)) {
  writeFileSync(clientSecret, randomBytes(32).toString('base64url'));
  chmodSync(clientSecret, 0o444);
}

const made = execFileSync(process.execPath, [join(here, '../../sandbox/dist/make-ca.js'), caFolder])
  .toString()
  .trim();
const certificate = join(secrets, 'sandbox-ca.pem');
rmSync(certificate, { force: true });
copyFileSync(made, certificate);
