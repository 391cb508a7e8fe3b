/**
 * Runs once before everything else of docker-compose.yml: the client secret that service and sandbox share, and the CA of
 * the sandbox. Its key stays in the sandbox's own volume; the service gets the certificate only. With two more folders
 * (docker-compose.tls.yml) also a certificate for the proxy, for the host TLS_HOST, and one for Redis, each in its own volume.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [secrets, caFolder, proxyFolder, redisFolder] = process.argv.slice(2);
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

if (proxyFolder !== undefined && redisFolder !== undefined) {
  const { issueServerCertificate, openCertificateAuthority } = await import('../../sandbox/dist/certificates/index.js');
  const authority = await openCertificateAuthority(caFolder);
  const hosts = [
    [proxyFolder, process.env['TLS_HOST'] ?? 'mail.contoso.example'],
    [redisFolder, 'redis'],
  ];
  for (const [folder, host] of hosts) {
    mkdirSync(folder, { recursive: true });
    const { certificatePem, keyPem } = await issueServerCertificate(authority, [host]);
    for (const [name, text] of Object.entries({ 'tls-certificate': certificatePem, 'tls-key': keyPem })) {
      // Anew at each start, as its host may be another. Containers read it under other users' ids, from a volume that only they have.
      rmSync(join(folder, name), { force: true });
      writeFileSync(join(folder, name), text, { mode: 0o444 });
    }
  }
}
