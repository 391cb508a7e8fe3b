import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Logger, Metrics } from '../common/index.js';
import { AppConfig } from '../config/index.js';

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const ivBytes = 12;
const authTagBytes = 16;

type Keys = AppConfig['encryptionKeys'];

interface KeyRing {
  readonly source: Keys;
  readonly current: Keys[0];
  readonly all: ReadonlyMap<string, Buffer>;
}

/**
 * Encrypts stored values: AES-256-GCM, the key's name as additional data, so that a value moved to another key does not
 * open. Layout: version, length of the key id, key id, nonce, authentication tag, ciphertext.
 */
@Injectable()
export class RecordCipher {
  #ring: KeyRing;

  constructor(
    private readonly config: AppConfig,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.#ring = keyRingOf(config.encryptionKeys);
  }

  /** Which key seals now. */
  get currentKeyId(): string {
    return this.#keys().current.id;
  }

  /**
   * A MAC over `text`, valid for `name` only: for values that must be recognised as ours before anything is read for
   * them.
   */
  sign(name: string, text: string): string {
    return macOf(this.#keys().current.key.reveal(), name, text).toString('base64url');
  }

  /** Whether a key of ours has signed it. */
  isSigned(name: string, text: string, mac: string): boolean {
    const given = Buffer.from(mac, 'base64url');
    return [...this.#keys().all.values()].some((key) => {
      const own = macOf(key, name, text);
      return own.length === given.length && timingSafeEqual(own, given);
    });
  }

  /** Whether the key that seals now has sealed it. */
  isCurrent(sealed: Buffer): boolean {
    return sealed.subarray(2, 2 + (sealed[1] ?? 0)).toString() === this.currentKeyId;
  }

  /**
   * Distinguishes one sealing from all others: version, key, nonce and authentication tag. A client that sends another
   * ciphertext under a known mark gets the content that was opened under it, and nothing else.
   */
  markOf(sealed: Buffer): string {
    return sealed.toString('latin1', 0, 2 + (sealed[1] ?? 0) + ivBytes + authTagBytes);
  }

  seal(name: string, plaintext: Buffer | string): Buffer {
    const { current } = this.#keys();
    const id = Buffer.from(current.id);
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, current.key.reveal(), iv).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(formatVersion, id.length), id, iv, cipher.getAuthTag(), ciphertext]);
  }

  /** As `tryOpen`, for values that only the service can have written: a value that does not open is reported. */
  open(name: string, sealed: Buffer): Buffer | undefined {
    const plaintext = this.tryOpen(name, sealed);
    if (plaintext === undefined) {
      this.#reportForeign(name);
    }
    return plaintext;
  }

  /** As `open`, for values of a browser: a foreign one is not reported. */
  tryOpen(name: string, sealed: Buffer): Buffer | undefined {
    const idEnd = 2 + (sealed[1] ?? 0);
    const tagStart = idEnd + ivBytes;
    const key = this.#keys().all.get(sealed.subarray(2, idEnd).toString());
    if (sealed[0] !== formatVersion || key === undefined || sealed.length < tagStart + authTagBytes) {
      return undefined;
    }
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(idEnd, tagStart), { authTagLength: authTagBytes })
      .setAAD(Buffer.from(name))
      .setAuthTag(sealed.subarray(tagStart, tagStart + authTagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(tagStart + authTagBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** The same cipher for values of browsers: `open` doesn't report foreign ones. */
  get unreported(): Pick<RecordCipher, 'seal' | 'open'> {
    return {
      seal: (name, plaintext) => this.seal(name, plaintext),
      open: (name, sealed) => this.tryOpen(name, sealed),
    };
  }

  /** The keys rotate while the service runs. */
  #keys(): KeyRing {
    const { encryptionKeys } = this.config;
    if (encryptionKeys !== this.#ring.source) {
      this.#ring = keyRingOf(encryptionKeys);
    }
    return this.#ring;
  }

  #reportForeign(name: string): void {
    const [, area = ''] = name.split(':');
    this.metrics.count('bff_foreign_records_total', { area });
    this.logger.warning({ area }, 'stored value cannot be decrypted; treated as absent');
  }
}

/** With a key that is derived from the encryption key, and differs from it. */
function macOf(key: Buffer, name: string, text: string): Buffer {
  const own = createHmac('sha256', key).update('bff mac v1').digest();
  return createHmac('sha256', own).update(`${name}\n${text}`).digest();
}

function keyRingOf(source: Keys): KeyRing {
  return { source, current: source[0], all: new Map(source.map(({ id, key }) => [id, key.reveal()])) };
}
