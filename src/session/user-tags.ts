import { createHmac, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { keyName, KeyValueStore, RecordCipher } from '../redis/index.js';

const secretKey = keyName('tags', 'secret');
const secretBytes = 32;
/** Longer than any session, and than anybody goes without rotating a key: each use of a new key writes it again. */
const ttlMs = 10 * 365 * 86_400_000;
/** How long a replica does not notice that the store was emptied, and another replica has made a new secret. */
const rememberedMs = 60_000;
const attempts = 5;

interface Known {
  readonly secret: Buffer;
  /** The encryption key that it was sealed by. */
  readonly keyId: string;
  readonly readAt: number;
}

/**
 * Tells the user's keys in the store apart without naming them: 128 bits of a MAC over user and client. Its key is random, made once
 * for all replicas and sealed in the store, so that whoever knows a directory of users can't compute their keys. It outlives
 * the rotation of encryption keys. Should it be lost, the sessions that exist go on, as cookies carry the tag, and new sign-ins get new tags.
 */
@Injectable()
export class UserTags {
  #known: Known | undefined;

  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * For sign-ins: makes the secret when there is none, and another one when nobody can open it.
   * @throws Problem `session_store_unavailable`
   */
  async of(userId: string): Promise<string> {
    return this.#tagOf(userId, await this.#secret());
  }

  /** For who only looks, maybe with other keys than the service: writes nothing. Undefined without a secret that opens. */
  async existing(userId: string): Promise<string | undefined> {
    const sealed = await this.store.read(secretKey);
    const secret = sealed === null ? undefined : this.cipher.open(secretKey, sealed);
    return secret && this.#tagOf(userId, secret);
  }

  #tagOf(userId: string, secret: Buffer): string {
    const mac = createHmac('sha256', secret).update(`${this.config.entra.clientId}|${userId}`).digest('base64url');
    return mac.slice(0, 22);
  }

  async #secret(): Promise<Buffer> {
    const now = this.clock.now();
    const known = this.#known;
    const { currentKeyId: keyId } = this.cipher;
    if (known?.keyId === keyId && now - known.readAt < rememberedMs) {
      return known.secret;
    }
    const secret = await this.#readOrMake(known?.secret);
    this.#known = { secret, keyId, readAt: now };
    return secret;
  }

  /** One that cannot be opened gives way: its key was removed while nobody signed in. */
  async #readOrMake(mine: Buffer | undefined): Promise<Buffer> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const sealed = await this.store.read(secretKey);
      const stored = sealed === null ? undefined : this.cipher.open(secretKey, sealed);
      if (sealed !== null && stored !== undefined && this.cipher.isCurrent(sealed)) {
        return stored;
      }
      const secret = stored ?? mine ?? randomBytes(secretBytes);
      const value = this.cipher.seal(secretKey, secret);
      const isWritten = await this.store.commit({
        expect: [{ key: secretKey, value: sealed }],
        writes: [{ kind: 'set', key: secretKey, value, ttlMs }],
        whenFull: 'write',
      });
      if (isWritten) {
        if (sealed !== null && stored === undefined) {
          this.logger.failure(
            { isKnownHere: mine !== undefined },
            'the secret of the user tags did not open with ENCRYPTION_KEYS and was replaced; do all replicas have the same keys?',
          );
        }
        return secret;
      }
    }
    throw new Error('the secret of the user tags changed under every attempt');
  }
}
