/** Data as written to the disk: encrypted with the secret, and bound to its place. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly content: ArrayBuffer;
}

export interface Sealing {
  /** The id under which data is stored, which reveals nothing about it. */
  readonly idOf: (name: string) => Promise<string>;
  readonly seal: (value: unknown, place: string) => Promise<Sealed>;
  /** Undefined when it was encrypted with another secret, or for another place. */
  readonly open: (sealed: Sealed, place: string) => Promise<unknown>;
}

const ivBytes = 12;
const encoder = new TextEncoder();

/** AES-256-GCM and HMAC-SHA-256, with keys by HKDF (RFC 5869) that no script can read. */
export async function sealingWith(secret: string): Promise<Sealing> {
  const base = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  const derive = (use: string, type: AesKeyGenParams | HmacKeyGenParams, usages: KeyUsage[]): Promise<CryptoKey> => {
    const info = encoder.encode(`offline-reading ${use}`);
    const salt = new Uint8Array();
    return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, type, false, usages);
  };
  const [contentKey, nameKey] = await Promise.all([
    derive('content', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
    derive('names', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign']),
  ]);
  const cipher = (iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: encoder.encode(place),
  });
  return {
    idOf: async (name) => {
      const mac = await crypto.subtle.sign('HMAC', nameKey, encoder.encode(name));
      return btoa(String.fromCharCode(...new Uint8Array(mac)));
    },
    seal: async (value, place) => {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const text = encoder.encode(JSON.stringify(value));
      return { iv, content: await crypto.subtle.encrypt(cipher(iv, place), contentKey, text) };
    },
    open: async ({ iv, content }, place) => {
      try {
        const text = await crypto.subtle.decrypt(cipher(iv, place), contentKey, content);
        return JSON.parse(new TextDecoder().decode(text)) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}
