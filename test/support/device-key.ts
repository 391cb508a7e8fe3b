import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export interface ProofParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A P-256 key like a browser's, which signs proofs of Device Bound Session Credentials, including invalid ones. */
export class DeviceKey {
  readonly #privateKey: KeyObject;
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.jwk = { kty: 'EC', crv: 'P-256', x, y };
  }

  /** The proof of a registration: it contains the key itself, and signs a challenge. */
  registration(challenge: string | undefined, parts: ProofParts = {}): string {
    return this.proof(challenge, { ...parts, header: { jwk: this.jwk, ...parts.header } });
  }

  /** The proof of a refresh. `parts` change or add members; undefined removes one. */
  proof(challenge: string | undefined, { header, claims }: ProofParts = {}): string {
    const text = [
      { alg: 'ES256', typ: 'dbsc+jwt', ...header },
      { jti: challenge, ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${this.#signatureOf(text)}`;
  }

  #signatureOf(text: string): string {
    const key = { key: this.#privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return sign('sha256', Buffer.from(text), key).toString('base64url');
  }
}
