import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createCertificateAuthority, issueCertificateFor } from '../../sandbox/src/certificates/index.js';

/** A CA, and a certificate of it for servers of Redis, in files. */
export class RedisCertificates {
  private constructor(
    private readonly folder: string,
    readonly caFile: string,
  ) {}

  /** For loopback addresses, or as cloud providers issue them: for a name only. */
  static async make({ onlyFor }: { readonly onlyFor?: string } = {}): Promise<RedisCertificates> {
    const folder = mkdtempSync(join(tmpdir(), 'bff-redis-tls-'));
    const authority = await createCertificateAuthority();
    const certificate = await issueCertificateFor(
      authority,
      onlyFor === undefined
        ? { names: ['localhost'], addresses: ['127.0.0.1'], isClient: true }
        : { names: [onlyFor], addresses: [], isClient: true },
    );
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.certificatePem);
    writeFileSync(join(folder, 'cert.pem'), certificate.certificatePem);
    writeFileSync(join(folder, 'key.pem'), certificate.keyPem);
    return new RedisCertificates(folder, caFile);
  }

  /** Options of a server with TLS on this port, besides the port for the commands of tests. */
  options(tlsPort: number): string[] {
    return [
      ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no', '--tls-ca-cert-file', this.caFile],
      ...['--tls-cert-file', join(this.folder, 'cert.pem'), '--tls-key-file', join(this.folder, 'key.pem')],
    ];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
