import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { AuditLog, fingerprint, Logger, NoMetrics, Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedKeyValueStore, hashTag, keyName, RecordCipher } from '../redis/index.js';
import { InteractionStore, type Interaction } from './interaction-store.js';

const config = { encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32, 7)) }] } as unknown as AppConfig;
const interaction: Interaction = { kind: 'consent_required', permissions: ['mail.send'], returnTo: '/compose' };

describe('an interaction ticket', () => {
  const clock = new FakeClock();
  const session = liveSession();
  const cipher = new RecordCipher(config, new Logger('silent'), new NoMetrics());
  let store: EmbeddedKeyValueStore;
  let interactions: InteractionStore;
  let audited: unknown[][];

  class RecordedAudit extends AuditLog {
    override record(...event: Parameters<AuditLog['record']>): void {
      audited.push(event);
    }
  }

  beforeEach(() => {
    audited = [];
    store = new EmbeddedKeyValueStore(clock);
    interactions = new InteractionStore(store, cipher, clock, new RecordedAudit(new Logger('silent')));
  });

  async function issued(): Promise<string> {
    return (await interactions.issue(session, interaction)).interactionUrl.replace('/auth/interactions/', '');
  }

  it('is consumed once, by the session that it was issued to', async () => {
    const ticket = await issued();

    expect(audited).toEqual([
      [
        'interaction_requested',
        { outcome: 'consent_required', kind: 'consent_required', permissions: ['mail.send'], session },
      ],
    ]);
    await expect(interactions.take(ticket, session)).resolves.toMatchObject(interaction);
    await expect(interactions.take(ticket, session)).resolves.toBeUndefined();
  });

  it.each([
    ['nobody', undefined],
    ['another session of the user', { ...session, id: 'another' }],
    ['a session of that handle of another user', { ...session, reference: { ...session.reference, userTag: 'bilal' } }],
  ])('is not found by %s, and stays', async (_who, other) => {
    const ticket = await issued();

    await expect(interactions.take(ticket, other)).resolves.toBeUndefined();
    await expect(interactions.take(ticket, session)).resolves.toMatchObject(interaction);
  });

  it.each(['never.given', ''])('is not found when it is %j', async (ticket) => {
    await expect(interactions.take(ticket, session)).resolves.toBeUndefined();
  });

  it.each([
    ['kind', 'sign_in'],
    ['permissions', ['mail everything']],
  ])('is not found with %s of another version of this service', async (name, value) => {
    const key = keyName('interaction', hashTag(session.reference.userTag), 'tickets', session.id);
    const record = { ...interaction, ticket: fingerprint('ticket'), expiresAt: clock.now() + 1_000, [name]: value };
    const sealed = cipher.seal(key, JSON.stringify([record]));
    await store.commit({ writes: [{ kind: 'set', key, value: sealed, ttlMs: 1000 }] });

    await expect(interactions.take('ticket', session)).resolves.toBeUndefined();
  });

  it('is removed when twenty newer ones are open', async () => {
    const tickets: string[] = [];
    for (let each = 0; each < 21; each++) {
      tickets.push(await issued());
    }

    await expect(interactions.take(tickets[0] ?? '', session)).resolves.toBeUndefined();
    await expect(interactions.take(tickets[1] ?? '', session)).resolves.toMatchObject(interaction);
    await expect(interactions.take(tickets[20] ?? '', session)).resolves.toMatchObject(interaction);
  });

  it('expires by itself, also when others are issued after it', async () => {
    const ticket = await issued();
    clock.advance(300_000);
    await issued();
    clock.advance(300_000);

    await expect(interactions.take(ticket, session)).resolves.toBeUndefined();
  });

  it('reports when the same is requested again within a minute', async () => {
    await expect(interactions.isRepeated(session, interaction)).resolves.toBe(false);
    await expect(interactions.isRepeated(session, { ...interaction, claims: '{}' })).resolves.toBe(false);
    await expect(interactions.isRepeated(session, interaction)).resolves.toBe(true);

    clock.advance(60_001);
    await expect(interactions.isRepeated(session, interaction)).resolves.toBe(false);
  });
});
