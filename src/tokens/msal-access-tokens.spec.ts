import { NoMetrics, Problem, Secret, type Logger } from '../common/index.js';
import { oneFrontend } from '../../test/support/frontend.js';
import { ownPermissions, type AppConfig } from '../config/index.js';
import { EmbeddedEventBus, EmbeddedKeyValueStore, Leases, RecordCipher } from '../redis/index.js';
import type { LiveSession, SessionStore, UserSessions } from '../session/index.js';
import { eventually } from '../../test/support/eventually.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { heldToken } from './access-token-memo.js';
import { MsalAccessTokens } from './msal-access-tokens.js';
import { RefusedScopes } from './refused-scopes.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import type { Acquisition, AcquisitionRequest, TokenAcquirer } from './token-acquirer.js';

const lifetimeMs = 3_600_000;
const session = {
  user: { id: 'oid.tid' },
  reference: { userTag: 'tag', fingerprint: 'fingerprint' },
  tokensVersion: 'v1',
} as LiveSession;

/** Responds in turn; a request beyond the script fails the test. */
class ScriptedAcquirer implements Pick<TokenAcquirer, 'acquire'> {
  readonly requests: AcquisitionRequest[] = [];
  readonly #script: (() => Acquisition)[] = [];

  next(...answers: (() => Acquisition)[]): void {
    this.#script.push(...answers);
  }

  acquire(request: AcquisitionRequest): Promise<Acquisition> {
    this.requests.push(request);
    const answer = this.#script.shift();
    if (answer === undefined) {
      throw new Error(`unexpected acquisition from ${request.from}`);
    }
    return Promise.resolve().then(answer);
  }
}

function fixture(): {
  tokens: MsalAccessTokens;
  acquirer: ScriptedAcquirer;
  clock: FakeClock;
  ended: string[];
  announced: unknown[];
} {
  const clock = new FakeClock();
  const acquirer = new ScriptedAcquirer();
  const ended: string[] = [];
  const announced: unknown[] = [];
  const sessions: Pick<SessionStore, 'end'> = { end: () => Promise.resolve(ended.push('one') > 0) };
  const users: Pick<UserSessions, 'endRefused' | 'announcePermissions'> = {
    announcePermissions: ({ userTag }, change) => Promise.resolve(void announced.push([userTag, change])),
    endRefused: (_owner, refusedVersion) => {
      ended.push(`all of ${refusedVersion}`);
      return Promise.resolve(refusedVersion === session.tokensVersion);
    },
  };
  const logger: Pick<Logger, 'warning'> = { warning: () => undefined };
  const config = {
    encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32)) }],
    permissions: ownPermissions,
    frontends: oneFrontend,
  };
  const metrics = new NoMetrics();
  const cipher = new RecordCipher(config as unknown as AppConfig, logger as Logger, metrics);
  const store = new EmbeddedKeyValueStore(clock);
  const coordinator = new RefreshCoordinator(
    new Leases(store),
    new EmbeddedEventBus(),
    cipher,
    clock,
    logger as Logger,
    metrics,
  );
  const tokens = new MsalAccessTokens(
    acquirer as unknown as TokenAcquirer,
    coordinator,
    sessions as SessionStore,
    users as UserSessions,
    new RefusedScopes(store, users as UserSessions, config as unknown as AppConfig, logger as Logger),
    config as unknown as AppConfig,
    clock,
    logger as Logger,
    metrics,
  );
  return { tokens, acquirer, clock, ended, announced };
}

function token(clock: FakeClock, value: string, version = 'v1'): () => Acquisition {
  const expiresOn = new Date(clock.now() + lifetimeMs);
  return () => ({
    kind: 'token',
    held: heldToken({ accessToken: value, scopes: ['Mail.Read'], expiresOn }, version, clock.now()),
  });
}

function notCached(): Acquisition {
  return { kind: 'not_cached', version: 'v1' };
}
function entraIsGone(): Acquisition {
  throw Problem.unavailable('identity_provider_unavailable');
}

describe('access tokens for a session', () => {
  it('come from memory once they were read, without a request', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('a');
    expect(acquirer.requests.map(({ from }) => from)).toEqual(['cache']);
  });

  it('that were refused and are granted later are reported to all tabs of the user, once', async () => {
    const { tokens, acquirer, clock, announced } = fixture();
    const refused = (): Acquisition => ({ kind: 'consent_required', version: 'v1' });
    const given = (): Acquisition => ({ ...token(clock, 'a', 'v2')(), isNewlyGranted: true }) as Acquisition;
    acquirer.next(notCached, notCached, refused);
    await expect(tokens.acquire(session, ['mail.send'])).rejects.toMatchObject({
      reason: { kind: 'consent_required' },
    });

    clock.advance(3_000);
    acquirer.next(notCached, notCached, given, notCached, notCached, given);
    await tokens.acquire(session, ['mail.send']);
    await tokens.acquire({ ...session, tokensVersion: 'v3' }, ['mail.send']);

    expect(announced).toEqual([['tag', { granted: ['mail.send'] }]]);
  });

  it('are read again when the partition has another version', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(token(clock, 'a'), token(clock, 'b', 'v2'));
    await tokens.acquire(session, ['mail.read']);
    const held = await tokens.acquire({ ...session, tokensVersion: 'v2' }, ['mail.read']);
    expect(held.token.reveal()).toBe('b');
  });

  it('are requested once for all callers in this process', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(notCached, notCached, token(clock, 'a'));
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.acquire(session, ['mail.read'])));
    expect(new Set(all.map((held) => held.token.reveal()))).toEqual(new Set(['a']));
    expect(acquirer.requests.filter(({ from }) => from === 'endpoint')).toHaveLength(1);
  });

  it('are served without delay in their last minutes, and renewed once, in the background', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    clock.advance(lifetimeMs - 120_000);
    acquirer.next(notCached, entraIsGone);

    const served = await Promise.all(Array.from({ length: 20 }, () => tokens.acquire(session, ['mail.read'])));

    expect(new Set(served.map((held) => held.token.reveal()))).toEqual(new Set(['a']));
    await eventually(() => {
      expect(acquirer.requests.map(({ from }) => from)).toEqual(['cache', 'cache', 'endpoint']);
    });
    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('a');
  });

  it('end all sessions when the early renewal is definitely refused', async () => {
    const { tokens, acquirer, clock, ended } = fixture();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    clock.advance(lifetimeMs - 120_000);
    acquirer.next(notCached, () => ({ kind: 'sign_in_required', version: 'v1' }));

    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('a');

    await eventually(() => {
      expect(ended).toEqual(['all of v1']);
    });
  });

  it('are requested again when the refused ones were replaced by those of a new sign-in', async () => {
    const { tokens, acquirer, clock, ended } = fixture();
    acquirer.next(notCached, notCached, () => ({ kind: 'sign_in_required', version: 'v0' }));
    acquirer.next(token(clock, 'of the new sign-in', 'v1'));

    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('of the new sign-in');
    expect(ended).toEqual(['all of v0']);
  });

  it('are not served past their end', async () => {
    const { tokens, acquirer, clock, ended } = fixture();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    clock.advance(lifetimeMs);
    acquirer.next(notCached, notCached, entraIsGone);
    await expect(tokens.acquire(session, ['mail.read'])).rejects.toMatchObject({
      code: 'identity_provider_unavailable',
    });
    expect(ended).toEqual([]);
  });

  it.each([
    [{ kind: 'sign_in_required', version: 'v1' }, ['all of v1']],
    [{ kind: 'gone' }, ['one']],
  ] as const)('end sessions when they are %j', async (acquisition, expected) => {
    const { tokens, acquirer, ended } = fixture();
    acquirer.next(...(acquisition.kind === 'gone' ? [] : [notCached, notCached]), () => acquisition);
    await expect(tokens.acquire(session, ['mail.read'])).rejects.toMatchObject({ name: 'SignInRequired' });
    expect(ended).toEqual(expected);
  });

  it.each([
    { kind: 'unclear', version: 'v1' },
    { kind: 'misconfigured', version: 'v1' },
  ] as const)('end no session when Entra’s refusal is $kind', async (refusal) => {
    const { tokens, acquirer, ended } = fixture();
    acquirer.next(notCached, notCached, () => refusal);
    await expect(tokens.acquire(session, ['mail.read'])).rejects.toMatchObject({
      code: 'identity_provider_unavailable',
    });
    expect(ended).toEqual([]);
  });

  it('are requested with the claims of a challenge unless they are newer than the challenged request', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(token(clock, 'rejected'));
    const rejected = await tokens.acquire(session, ['mail.read']);
    acquirer.next(token(clock, 'as old as the rejected one'), token(clock, 'new', 'v2'));

    const held = await tokens.acquireWithClaims(session, ['mail.read'], '{"access_token":{}}', rejected);

    expect(held.token.reveal()).toBe('new');
    expect(acquirer.requests.map(({ from, claims }) => [from, claims])).toEqual([
      ['cache', undefined],
      ['cache', undefined],
      ['endpoint', '{"access_token":{}}'],
    ]);
  });

  it('are taken from another replica that has answered the challenge already', async () => {
    const { tokens, acquirer, clock } = fixture();
    acquirer.next(token(clock, 'rejected'));
    const rejected = await tokens.acquire(session, ['mail.read']);
    acquirer.next(token(clock, 'of the other', 'v2'));

    const held = await tokens.acquireWithClaims(session, ['mail.read'], '{"access_token":{}}', rejected);

    expect(held.token.reveal()).toBe('of the other');
  });

  describe('that Graph refuses', () => {
    it('are replaced by one forced refresh for all refused requests, and stored', async () => {
      const { tokens, acquirer, clock } = fixture();
      acquirer.next(token(clock, 'a'));
      const rejected = await tokens.acquire(session, ['mail.read']);
      acquirer.next(token(clock, 'a'), token(clock, 'b'));

      const others = await Promise.all(
        Array.from({ length: 20 }, () => tokens.acquireInsteadOf(session, ['mail.read'], rejected)),
      );

      expect(new Set(others.map((other) => other?.token.reveal()))).toEqual(new Set(['b']));
      expect(acquirer.requests.map(({ from, isForced }) => [from, isForced])).toEqual([
        ['cache', undefined],
        ['cache', undefined],
        ['endpoint', true],
      ]);
      expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('b');
    });

    it('are replaced by what another replica has fetched, without asking Entra', async () => {
      const { tokens, acquirer, clock } = fixture();
      acquirer.next(token(clock, 'a'));
      const rejected = await tokens.acquire(session, ['mail.read']);
      acquirer.next(token(clock, 'b', 'v2'));

      expect((await tokens.acquireInsteadOf(session, ['mail.read'], rejected))?.token.reveal()).toBe('b');
    });

    it('are not replaced repeatedly, and no session ends for it', async () => {
      const { tokens, acquirer, clock, ended } = fixture();
      acquirer.next(token(clock, 'a'));
      const first = await tokens.acquire(session, ['mail.read']);
      acquirer.next(token(clock, 'a'), token(clock, 'b'));
      const second = (await tokens.acquireInsteadOf(session, ['mail.read'], first)) ?? first;
      acquirer.next(token(clock, 'b'));

      expect(await tokens.acquireInsteadOf(session, ['mail.read'], second)).toBeUndefined();
      expect(ended).toEqual([]);

      clock.advance(30_000);
      acquirer.next(token(clock, 'b'), token(clock, 'c'));
      expect((await tokens.acquireInsteadOf(session, ['mail.read'], second))?.token.reveal()).toBe('c');
    });

    it('end all sessions when Entra definitely refuses another one', async () => {
      const { tokens, acquirer, clock, ended } = fixture();
      acquirer.next(token(clock, 'a'));
      const rejected = await tokens.acquire(session, ['mail.read']);
      acquirer.next(token(clock, 'a'), () => ({ kind: 'sign_in_required', version: 'v1' }));

      await expect(tokens.acquireInsteadOf(session, ['mail.read'], rejected)).rejects.toMatchObject({
        name: 'SignInRequired',
      });
      expect(ended).toEqual(['all of v1']);
    });
  });
});
