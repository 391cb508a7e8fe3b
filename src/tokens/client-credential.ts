import { createHash, createPrivateKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';

import type { ClientAssertionCallback } from '@azure/msal-node';
import { SignJWT } from 'jose';

import type { Clock, Logger } from '../common/index.js';
import { WatchedFile, type EntraCredential } from '../config/index.js';

/** The service's proof to Entra, by MSAL. */
export type MsalCredential = { readonly clientSecret: string } | { readonly clientAssertion: ClientAssertionCallback };

const assertionLifetimeMs = 600_000;
const renewBeforeMs = 120_000;

/** Requested for each client application: a secret may have changed meanwhile. */
export function msalCredentialOf(credential: EntraCredential, clock: Clock, logger: Logger): () => MsalCredential {
  switch (credential.kind) {
    case 'secret':
      return () => ({ clientSecret: credential.secret.reveal() });
    case 'certificate': {
      const assertion = new CertificateAssertion(credential.file, clock, logger);
      return () => ({ clientAssertion: ({ clientId, tokenEndpoint = '' }) => assertion.for(clientId, tokenEndpoint) });
    }
    case 'federated': {
      const token = new WatchedFile('ENTRA_FEDERATED_TOKEN_FILE', credential.file, parseToken);
      return () => ({ clientAssertion: () => token.current(logger) });
    }
  }
}

interface SigningCertificate {
  readonly key: KeyObject;
  /** `x5t#S256`: SHA-256 over the certificate. */
  readonly thumbprint: string;
}

interface Signed {
  readonly by: SigningCertificate;
  readonly for: string;
  /** Milliseconds since the epoch: when the clock was set back, Entra refuses what is not valid yet. */
  readonly from: number;
  readonly until: number;
  readonly jwt: string;
}

/**
 * A signed assertion (RFC 7523 §2.2) that is reused until shortly before it expires: with a certificate in its own
 * configuration MSAL signs one for every call, cache hits included.
 */
class CertificateAssertion {
  readonly #certificate: WatchedFile<SigningCertificate>;
  #signed: Signed | undefined;

  constructor(
    file: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#certificate = new WatchedFile('ENTRA_CLIENT_CERTIFICATE_FILE', file, parsePem);
  }

  async for(clientId: string, tokenEndpoint: string): Promise<string> {
    const certificate = await this.#certificate.current(this.logger);
    const now = this.clock.now();
    const signed = this.#signed;
    const isNow = signed !== undefined && now >= signed.from && now < signed.until;
    if (isNow && signed.by === certificate && signed.for === tokenEndpoint) {
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
    const until = now + assertionLifetimeMs - renewBeforeMs;
    this.#signed = { by: certificate, for: tokenEndpoint, from: now, until, jwt };
    return jwt;
  }
}

/** OpenSSL's own messages help nobody. */
function parsePem(pem: string): SigningCertificate {
  let key: KeyObject;
  let certificate: X509Certificate;
  try {
    key = createPrivateKey(pem);
    certificate = new X509Certificate(pem);
  } catch {
    throw new Error('no PEM with a private key and its certificate');
  }
  if (!certificate.checkPrivateKey(key)) {
    throw new Error('the private key is not that of the first certificate');
  }
  return { key, thumbprint: createHash('sha256').update(certificate.raw).digest('base64url') };
}

function parseToken(content: string): string {
  const token = content.trim();
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw new Error('not a signed JWT');
  }
  return token;
}
