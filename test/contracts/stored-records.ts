import { AuditLog, Secret } from '../../src/common/index.js';
import { InteractionStore } from '../../src/auth/interaction-store.js';
import { TransactionStore } from '../../src/auth/transaction-store.js';
import type { AppConfig } from '../../src/config/index.js';
import { GraphAddress } from '../../src/graph/graph-address.js';
import { LongCursors } from '../../src/mail/model/long-cursors.js';
import { MailCursor } from '../../src/mail/model/mail-cursor.js';
import { PushRecords } from '../../src/mail/notifications/push-records.js';
import { PictureAddresses } from '../../src/mail/pictures/picture-addresses.js';
import { IdempotentRequests } from '../../src/mail/sending/idempotent-requests.js';
import { EmbeddedEventBus } from '../../src/redis/embedded-event-bus.js';
import { EmbeddedKeyValueStore } from '../../src/redis/embedded-key-value-store.js';
import { type Batch, RecordCipher } from '../../src/redis/index.js';
import { DeviceCookies } from '../../src/session/device-binding/device-cookie.js';
import type { LiveSession, Session } from '../../src/session/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { oneFrontend, theFrontend } from '../support/frontend.js';
import { msalCacheOf } from '../support/msal-cache.js';
import { Observed } from '../support/observed.js';
import { absoluteMs, idleMs, ownerOf, sessionOf, StoreFixture } from '../support/store-fixture.js';

/** What a version has left in the store and in browsers, as checked in: `test/contracts/records/<version>.json`. */
export interface RecordsOfAVersion {
  /** Values of the store by their keys, base64. */
  readonly stored: Readonly<Record<string, string>>;
  /** Values in browsers: cookies, tickets, cursors; `name` is the name that the sealed ones were sealed for. */
  readonly held: Readonly<Record<string, { readonly value: string; readonly name?: string }>>;
}

/** Their users. */
export const userId = '0a11ce00-5eed-4000-8000-000000000001.c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const state = 'a-state-that-entra-gives-back-unchanged';
const link = 'https://graph.microsoft.com/v1.0/me/messages?$skiptoken=abc';
const scope = { folder: 'inbox', top: 25 };
const push = { id: 'subscription', secret: 'fingerprint', expiresAt: Date.parse('2026-11-22T10:30:00Z'), isDue: false };
const bound: Session['device'] = {
  state: 'confirmed',
  id: 'binding',
  key: { x: 'x'.repeat(43), y: 'y'.repeat(43) },
  thumbprint: 'thumbprint',
  challenge: { value: 'challenge', issuedAt: Date.parse('2026-11-22T10:00:00Z') },
  previous: null,
  provedUntil: Date.parse('2026-11-22T10:05:00Z'),
};

/** Records the name that each value was sealed for. */
class WitnessCipher extends RecordCipher {
  readonly names = new Map<string, string>();

  override seal(name: string, plaintext: Buffer | string): Buffer {
    const sealed = super.seal(name, plaintext);
    this.names.set(sealed.toString('base64url'), name);
    return sealed;
  }
}

/** A store whose content can be exported and imported. */
class OpenStore extends EmbeddedKeyValueStore {
  readonly #keys = new Set<string>();

  override commit(batch: Batch): Promise<boolean> {
    batch.writes.forEach(({ key }) => this.#keys.add(key));
    return super.commit(batch);
  }

  async content(): Promise<Record<string, string>> {
    const keys = [...this.#keys].sort();
    const values = await this.readMany(keys);
    return Object.fromEntries(
      keys.flatMap((key, place) => {
        const value = values[place] ?? null;
        return value === null ? [] : [[key, value.toString('base64')] as const];
      }),
    );
  }

  async fill(stored: RecordsOfAVersion['stored']): Promise<void> {
    await this.commit({
      writes: Object.entries(stored).map(([key, value]) => ({
        kind: 'set' as const,
        key,
        value: Buffer.from(value, 'base64'),
        ttlMs: idleMs,
      })),
    });
  }
}

/** Every store that writes records, with the one key of the checked-in records, at the time at which they were written. */
export class StoredRecords {
  readonly #clock = new FakeClock();
  readonly #store = new OpenStore(this.#clock);
  readonly #observed = new Observed();
  readonly #config = {
    encryptionKeys: [{ id: 'upgrade', key: new Secret(Buffer.alloc(32, 'upgrade')) }],
    frontends: oneFrontend,
    session: { idleTimeoutSeconds: idleMs / 1000, absoluteTimeoutSeconds: absoluteMs / 1000 },
  } as unknown as AppConfig;
  readonly cipher = new WitnessCipher(this.#config, this.#observed.logger, this.#observed);
  readonly #owner = ownerOf(userId);
  readonly #fixture: StoreFixture;
  readonly #transactions = new TransactionStore(this.#store, this.cipher, this.#clock);
  readonly #interactions: InteractionStore;
  readonly #requests: IdempotentRequests;
  readonly #push = new PushRecords(this.#store, this.cipher, this.#clock);
  readonly #devices = new DeviceCookies(this.cipher, this.#config);
  readonly #cursors = new MailCursor(
    this.cipher,
    new GraphAddress('https://graph.microsoft.com/v1.0'),
    new LongCursors(this.#store, this.#clock),
  );
  readonly #pictures = new PictureAddresses(this.cipher);

  constructor() {
    const replica = { store: this.#store, bus: new EmbeddedEventBus() };
    const replicas = { one: replica, other: replica, clock: this.#clock };
    this.#fixture = new StoreFixture(replicas as never, replica, this.#config.encryptionKeys);
    const { logger } = this.#observed;
    this.#interactions = new InteractionStore(this.#store, this.cipher, this.#clock, new AuditLog(logger));
    this.#requests = new IdempotentRequests(this.#store, this.cipher, this.#clock, logger);
  }

  /** One of each kind, as this version writes it. */
  async write(): Promise<RecordsOfAVersion> {
    const { partitions, sessions } = this.#fixture;
    const now = this.#clock.now();
    await partitions.create(this.#owner, msalCacheOf(userId));
    const changes = { id: 'handle', entraSessionId: 'sid', logoutHint: 'O.hint', claims: { roles: ['Clerk'] } };
    const cookie = (await sessions.create(sessionOf(userId, now, { ...changes, device: bound }))) ?? '';
    const session = await this.#sessionOf(cookie);
    const handle = { userTag: this.#owner.userTag, id: 'handle' };
    const transaction = {
      purpose: 'consent' as const,
      nonce: 'nonce',
      codeVerifier: 'verifier',
      returnTo: '/compose',
      permissions: ['mail.send' as const],
      session: handle,
      browser: 'browser',
      expectedUserId: userId,
      claims: '{}',
      prompt: 'consent',
      createdAt: now,
    };
    const signIn = { ...transaction, purpose: 'sign_in' as const, session: undefined, expectedUserId: undefined };
    await this.#push.write(this.#owner.userTag, null, push);
    await this.#requests.run(session, this.#request, () => Promise.resolve());
    const { interactionUrl } = await this.#interactions.issue(session, {
      kind: 'consent_required',
      permissions: ['mail.send'],
      claims: '{}',
      returnTo: '/compose',
    });
    const picture = this.#pictures.seal(session, 'message', 'https://pictures.example/a.png');
    const held = {
      cookie,
      ticket: interactionUrl.slice(interactionUrl.lastIndexOf('/') + 1),
      consent: await this.#transactions.put({ ...transaction, state }),
      signIn: await this.#transactions.put({ ...signIn, state: `${state}-2` }),
      device: this.#devices.seal(session, { key: 'thumbprint', endsAt: now + 300_000 }),
      cursor: await this.#cursors.seal(session, scope, link),
      picture: new URL(picture, 'https://mail.example').searchParams.get('address') ?? '',
    };
    return {
      stored: await this.#store.content(),
      held: Object.fromEntries(
        Object.entries(held).map(([kind, value]) => {
          const name = this.cipher.names.get(value);
          return [kind, name === undefined ? { value } : { value, name }];
        }),
      ),
    };
  }

  /** What this version reads from records of a version: every member separately, null for an invalid one. */
  async read({ stored, held }: RecordsOfAVersion): Promise<Record<string, unknown>> {
    await this.#store.fill(stored);
    const valueOf = (kind: string): string => held[kind]?.value ?? '';
    // The tag is the one in the cookie: each version computes it in its own way from a user's id.
    const owner = { ...this.#owner, userTag: valueOf('cookie').split('.')[0] ?? '' };
    const session = await this.#fixture.sessions.find(valueOf('cookie'), theFrontend);
    const known = session ?? ({ ...sessionOf(userId, 0), id: 'handle', reference: owner } as unknown as LiveSession);
    const runs: string[] = [];
    const repeated = this.#requests.run(known, this.#request, () => {
      runs.push('a second time');
      return Promise.resolve();
    });
    const { reference: _, lastSeenAt: __, ...facts } = session ?? { reference: null, lastSeenAt: null };
    const found = {
      session: session === undefined ? null : facts,
      partition: await this.#fixture.partitions.read(owner),
      interaction: await this.#interactions.take(valueOf('ticket'), known),
      consent: await this.#transactions.take(state, valueOf('consent')),
      signIn: await this.#transactions.take(`${state}-2`, valueOf('signIn')),
      push: (await this.#push.read(owner.userTag))?.record,
      device: this.#devices.open(known, valueOf('device')),
      cursor: await this.#cursorOf(known, valueOf('cursor')),
      picture: this.#pictures.open(known, 'message', valueOf('picture')),
      request: (await isSettled(repeated)) && runs.length === 0 ? 'done' : null,
    };
    return JSON.parse(JSON.stringify(found, (_name, value: unknown) => value ?? null)) as Record<string, unknown>;
  }

  readonly #request = { key: 'idempotency-key', operation: 'send', content: { subject: 'Hello' } };

  async #sessionOf(cookie: string): Promise<LiveSession> {
    const session = await this.#fixture.sessions.find(cookie, theFrontend);
    if (session === undefined) {
      throw new Error('no session');
    }
    return session;
  }

  async #cursorOf(session: LiveSession, cursor: string): Promise<string | undefined> {
    try {
      return await this.#cursors.open(session, scope, cursor);
    } catch {
      return undefined;
    }
  }
}

async function isSettled(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}
