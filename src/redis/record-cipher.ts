import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Logger, Metrics } from '../common/index.js';
import { AppConfig } from '../config/index.js';

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const ivBytes = 12;
const authTagBytes = 16;

/**
 * Encrypts what is stored: AES-256-GCM, the key's name as additional data, so that a value moved to another key does not
 * open. Layout: version, length of the key id, key id, nonce, authentication tag, ciphertext.
 */
@Injectable()
export class RecordCipher {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #currentId: string;

  constructor(
    config: AppConfig,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.#keys = new Map(config.encryptionKeys.map(({ id, key }) => [id, key.reveal()]));
    this.#currentId = config.encryptionKeys[0].id;
  }

  seal(name: string, plaintext: Buffer | string): Buffer {
    const id = Buffer.from(this.#currentId);
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#keyOf(this.#currentId), iv).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(formatVersion, id.length), id, iv, cipher.getAuthTag(), ciphertext]);
  }

  /** The plaintext; undefined when the value was made with an unknown key, for another name, or was changed. */
  open(name: string, sealed: Buffer): Buffer | undefined {
    const idEnd = 2 + (sealed[1] ?? 0);
    const tagStart = idEnd + ivBytes;
    const key = this.#keys.get(sealed.subarray(2, idEnd).toString());
    if (sealed[0] !== formatVersion || key === undefined || sealed.length < tagStart + authTagBytes) {
      this.#reportForeign(name);
      return undefined;
    }
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(idEnd, tagStart), { authTagLength: authTagBytes })
      .setAAD(Buffer.from(name))
      .setAuthTag(sealed.subarray(tagStart, tagStart + authTagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(tagStart + authTagBytes)), decipher.final()]);
    } catch {
      this.#reportForeign(name);
      return undefined;
    }
  }

  #keyOf(id: string): Buffer {
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new Error('the current encryption key is missing');
    }
    return key;
  }

  #reportForeign(name: string): void {
    const [, area = ''] = name.split(':');
    this.metrics.count('bff_foreign_records_total', { area });
    this.logger.warning({ area }, 'stored value cannot be decrypted; treated as absent');
  }
}
