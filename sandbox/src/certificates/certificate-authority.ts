import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface CertificateAuthority {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface ServerCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const certificateFile = 'ca.pem';
const keyFileName = 'ca.key.pem';
const validDays = 825;

function validity(): { notBeforeDate: Date; notAfterDate: Date } {
  // A container's clock may be a little behind the one that made the CA.
  const notBeforeDate = new Date(Date.now() - 3_600_000);
  return { notBeforeDate, notAfterDate: new Date(notBeforeDate.getTime() + validDays * 24 * 3_600_000) };
}

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const made = await generate([{ name: 'commonName', value: 'Entra and Graph sandbox CA' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { certificatePem: made.cert, keyPem: made.private };
}

/** Loads the CA from the folder, or creates one there. */
export async function openCertificateAuthority(
  folder: string,
): Promise<CertificateAuthority & { readonly file: string }> {
  const file = join(folder, certificateFile);
  const keyFile = join(folder, keyFileName);
  const found = await readPair(file, keyFile);
  if (found !== undefined) {
    return { ...found, file };
  }
  const made = await createCertificateAuthority();
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile, made.keyPem, { mode: 0o600 });
  await writeFile(file, made.certificatePem);
  return { ...made, file };
}

function isMissingFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

async function readPair(file: string, keyFile: string): Promise<CertificateAuthority | undefined> {
  try {
    const [certificatePem, keyPem] = await Promise.all([readFile(file, 'utf8'), readFile(keyFile, 'utf8')]);
    return { certificatePem, keyPem };
  } catch (error) {
    if (isMissingFile(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Issues a certificate for this machine and for `names`. */
export function issueServerCertificate(
  authority: CertificateAuthority,
  names: readonly string[],
): Promise<ServerCertificate> {
  return issueCertificateFor(authority, {
    names: [...new Set(['localhost', ...names])],
    addresses: ['127.0.0.1', '::1'],
  });
}

export interface CertificateNames {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Whether it is also a client certificate, which the nodes of a Redis Cluster require of each other. */
  readonly isClient?: boolean;
}

/** Issues a certificate for these names and addresses only. */
export async function issueCertificateFor(
  authority: CertificateAuthority,
  { names, addresses, isClient = false }: CertificateNames,
): Promise<ServerCertificate> {
  const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'server' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validity(),
    ca: { key: authority.keyPem, cert: authority.certificatePem },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: isClient },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { certificatePem: `${leaf.cert}\n${authority.certificatePem}`, keyPem: leaf.private };
}

/** A client certificate of an app, as an operator would upload it in the portal. */
export async function createClientCertificate(): Promise<ServerCertificate> {
  const made = await generate([{ name: 'commonName', value: 'client' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    ...validity(),
  });
  return { certificatePem: made.cert, keyPem: made.private };
}
