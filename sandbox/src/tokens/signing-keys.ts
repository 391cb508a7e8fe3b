import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK } from 'jose';
import { generate } from 'selfsigned';

const generateRsa = promisify(generateKeyPair);

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** DER, base64, as in `x5c`. */
  readonly certificate: string;
  readonly modulus: string;
  readonly exponent: string;
}

export type RingName = 'work' | 'personal';

async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateRsa('rsa', { modulusLength: 2048 });
  const keyPair = {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const made = await generate([{ name: 'commonName', value: 'accounts.accesscontrol.windows.net' }], {
    algorithm: 'sha256',
    keyPair,
  });
  const certificate = made.cert.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const { n = '', e = '' } = await exportJWK(publicKey);
  // Entra's kid is the certificate's SHA-1 thumbprint, the same as x5t.
  const kid = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url');
  return { kid, privateKey, publicKey, certificate, modulus: n, exponent: e };
}

/** The published keys of one kind of tenant; the first one signs. */
export class KeyRing {
  #published: readonly SigningKey[];

  private constructor(first: SigningKey) {
    this.#published = [first];
  }

  static async create(): Promise<KeyRing> {
    return new KeyRing(await createSigningKey());
  }

  get published(): readonly SigningKey[] {
    return this.#published;
  }

  get active(): SigningKey {
    const [first] = this.#published;
    if (first === undefined) {
      throw new Error('A key ring is never empty.');
    }
    return first;
  }

  /** With `keepsOldKeys`, the old key stays published, as in a planned rollover. Otherwise it is removed at once. */
  async rotate(keepsOldKeys: boolean): Promise<void> {
    const next = await createSigningKey();
    this.#published = keepsOldKeys ? [next, ...this.#published] : [next];
  }
}

export class SigningKeys {
  constructor(
    readonly work: KeyRing,
    readonly personal: KeyRing,
    /** Never published: keys that an attacker or a misconfigured cloud would sign with. */
    readonly foreign: KeyRing,
  ) {}

  static async create(): Promise<SigningKeys> {
    const [work, personal, foreign] = await Promise.all([KeyRing.create(), KeyRing.create(), KeyRing.create()]);
    return new SigningKeys(work, personal, foreign);
  }

  ring(name: RingName): KeyRing {
    return name === 'work' ? this.work : this.personal;
  }
}

/** One member of `keys` in the JWKS; `issuer` is Microsoft's own member, by which a client binds a key to a kind of tenant. */
export function publicJwk(key: SigningKey, issuer: string): JWK & Record<string, unknown> {
  return {
    kty: 'RSA',
    use: 'sig',
    kid: key.kid,
    x5t: key.kid,
    n: key.modulus,
    e: key.exponent,
    x5c: [key.certificate],
    cloud_instance_name: 'microsoftonline.com',
    issuer,
  };
}
