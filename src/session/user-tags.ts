import { createHmac, hash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import { AppConfig, type Frontend } from '../config/index.js';
import { keyName, KeyValueStore, RecordCipher } from '../redis/index.js';

const secretKey = keyName('tags', 'secret');
/** The last replaced secret, as it was sealed: a replica with its encryption key finds what was stored by it. */
const formerKey = keyName('tags', 'former');
const tagLength = 22;
const secretBytes = 32;
/**
 * Longer than any session, and than any installation goes without rotating a key: each use of a new key writes it
 * again.
 */
const ttlMs = 10 * 365 * 86_400_000;
/** How long a replica does not notice that the store was emptied, and another replica has created a new secret. */
const rememberedMs = 60_000;
const attempts = 5;

interface Known {
  readonly secret: Buffer;
  /** The encryption key that it was sealed by. */
  readonly keyId: string;
  readonly readAt: number;
}

/**
 * Distinguishes the user's keys in the store without naming them: 128 bits of a MAC over user and client. Its key is
 * random, created once for all replicas and sealed in the store, so that an attacker with a directory of users can't
 * compute their keys. It outlives the rotation of encryption keys. If it is lost, the existing sessions continue, as
 * cookies carry the tag, and new sign-ins get new tags.
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
   * For sign-ins: creates the secret when there is none, and another one when no key opens it.
   * @throws Problem `session_store_unavailable`
   */
  async of(userId: string, frontend: Frontend): Promise<string> {
    return tagOf(subjectOf(userId, frontend), await this.#secret());
  }

  /**
   * For read-only callers, which may have other keys than the service: writes nothing. One for each app registration of
   * the frontends; none without a secret that opens.
   */
  async existing(userId: string): Promise<string[]> {
    const sealed = await this.store.read(secretKey);
    const secret = sealed === null ? undefined : this.cipher.open(secretKey, sealed);
    const tags = this.config.frontends.all.map((frontend) => secret && tagOf(subjectOf(userId, frontend), secret));
    return [...new Set(tags.filter((tag) => tag !== undefined))];
  }

  /**
   * Every tag of the stored data of the user at this app registration: the current one first, then that of a replaced
   * secret, and the plain hash of versions before 0.2. Only the tags of a secret that no key opens any more are not
   * among them.
   * @throws Problem `session_store_unavailable`
   */
  async all(userId: string, frontend: Frontend): Promise<string[]> {
    const subject = subjectOf(userId, frontend);
    // Each key may be stored on another node of a cluster.
    const sealed = await Promise.all([this.store.read(secretKey), this.store.read(formerKey)]);
    const tags = sealed.flatMap((value) => {
      const secret = value === null ? undefined : this.cipher.tryOpen(secretKey, value);
      return secret === undefined ? [] : [tagOf(subject, secret)];
    });
    return [...new Set([...tags, hash('sha256', subject, 'base64url').slice(0, tagLength)])];
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

  /** A secret that cannot be opened is replaced: its key was removed while nobody signed in. */
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
          await this.#storeFormer(sealed);
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

  /** For the maximum lifetime of a session that uses it. */
  async #storeFormer(value: Buffer): Promise<void> {
    const formerTtlMs = this.config.session.absoluteTimeoutSeconds * 1000;
    await this.store.commit({
      writes: [{ kind: 'set', key: formerKey, value, ttlMs: formerTtlMs }],
      whenFull: 'write',
    });
  }
}

function tagOf(subject: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(subject).digest('base64url').slice(0, tagLength);
}

/**
 * Tokens belong to an app registration: frontends of one share what is stored of a user, those of two share nothing.
 */
function subjectOf(userId: string, { entra }: Frontend): string {
  return `${entra.clientId}|${userId}`;
}
