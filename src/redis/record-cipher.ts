import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

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
 * Encrypts what is stored: AES-256-GCM, the key's name as additional data, so that a value moved to another key does not
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

  seal(name: string, plaintext: Buffer | string): Buffer {
    const { current } = this.#keys();
    const id = Buffer.from(current.id);
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, current.key.reveal(), iv).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(formatVersion, id.length), id, iv, cipher.getAuthTag(), ciphertext]);
  }

  /** As `tryOpen`, for what only we can have written: a value that does not open is reported. */
  open(name: string, sealed: Buffer): Buffer | undefined {
    const plaintext = this.tryOpen(name, sealed);
    if (plaintext === undefined) {
      this.#reportForeign(name);
    }
    return plaintext;
  }

  /** As `open`, for what a browser sends: that it is not ours is no news. */
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

  /** The keys rotate while we run. */
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

function keyRingOf(source: Keys): KeyRing {
  return { source, current: source[0], all: new Map(source.map(({ id, key }) => [id, key.reveal()])) };
}
