import { createHash, createPrivateKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import type { ClientAssertionCallback } from '@azure/msal-node';
import { SignJWT } from 'jose';

import type { Clock } from '../common/index.js';
import type { EntraCredential } from '../config/index.js';

/** How MSAL proves to Entra who we are. */
export type MsalCredential = { readonly clientSecret: string } | { readonly clientAssertion: ClientAssertionCallback };

const assertionLifetimeMs = 600_000;
const renewBeforeMs = 120_000;

export function msalCredentialOf(credential: EntraCredential, clock: Clock): MsalCredential {
  switch (credential.kind) {
    case 'secret':
      return { clientSecret: credential.secret.reveal() };
    case 'certificate': {
      const assertion = new CertificateAssertion(credential.file, clock);
      return { clientAssertion: ({ clientId, tokenEndpoint = '' }) => assertion.for(clientId, tokenEndpoint) };
    }
    case 'federated': {
      const token = new WatchedFile(credential.file, (content) => content.trim());
      return { clientAssertion: () => token.current() };
    }
  }
}

/** A file that is read again when it has changed, so that credentials roll over without a restart. */
class WatchedFile<T> {
  private known: { readonly changedAt: number; readonly value: T } | undefined;

  constructor(
    private readonly path: string,
    private readonly parse: (content: string) => T,
  ) {}

  async current(): Promise<T> {
    const { mtimeMs } = await stat(this.path);
    if (this.known?.changedAt !== mtimeMs) {
      this.known = { changedAt: mtimeMs, value: this.parse(await readFile(this.path, 'utf8')) };
    }
    return this.known.value;
  }
}

interface SigningCertificate {
  readonly key: KeyObject;
  /** `x5t#S256`: SHA-256 over the certificate. */
  readonly thumbprint: string;
}

/**
 * A signed assertion (RFC 7523 §2.2) that is used again until shortly before it ends: with a certificate in its own
 * configuration MSAL signs one for every call, cache hits included.
 */
class CertificateAssertion {
  private readonly certificate: WatchedFile<SigningCertificate>;
  private signed:
    { readonly by: SigningCertificate; readonly for: string; readonly until: number; jwt: string } | undefined;

  constructor(
    file: string,
    private readonly clock: Clock,
  ) {
    this.certificate = new WatchedFile(file, parsePem);
  }

  async for(clientId: string, tokenEndpoint: string): Promise<string> {
    const certificate = await this.certificate.current();
    const now = this.clock.now();
    const { signed } = this;
    if (signed?.by === certificate && signed.for === tokenEndpoint && now < signed.until) {
      return signed.jwt;
    }
    const jwt = await new SignJWT({})
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': certificate.thumbprint })
      .setAudience(tokenEndpoint)
      .setIssuer(clientId)
      .setSubject(clientId)
      .setJti(randomUUID())
      .setNotBefore(new Date(now))
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + assertionLifetimeMs))
      .sign(certificate.key);
    this.signed = { by: certificate, for: tokenEndpoint, until: now + assertionLifetimeMs - renewBeforeMs, jwt };
    return jwt;
  }
}

function parsePem(pem: string): SigningCertificate {
  return {
    key: createPrivateKey(pem),
    thumbprint: createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url'),
  };
}
