import { Problem, type Logger } from '../common/index.js';
import { EmbeddedEventBus, EmbeddedKeyValueStore, Leases } from '../redis/index.js';
import type { LiveSession, SessionStore } from '../session/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { heldToken } from './access-token-memo.js';
import { MsalAccessTokens } from './msal-access-tokens.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import type { Acquisition, AcquisitionRequest, TokenAcquirer } from './token-acquirer.js';

const lifetimeMs = 3_600_000;
const session = {
  user: { id: 'oid.tid' },
  reference: { userTag: 'tag', fingerprint: 'fingerprint' },
  tokensVersion: 'v1',
} as LiveSession;

/** Answers in turn; a request beyond the script fails the test. */
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

function rig(): { tokens: MsalAccessTokens; acquirer: ScriptedAcquirer; clock: FakeClock; ended: string[] } {
  const clock = new FakeClock();
  const acquirer = new ScriptedAcquirer();
  const ended: string[] = [];
  const sessions: Pick<SessionStore, 'end' | 'endAll'> = {
    end: () => Promise.resolve(void ended.push('one')),
    endAll: () => Promise.resolve(void ended.push('all')),
  };
  const logger: Pick<Logger, 'warning'> = { warning: () => undefined };
  const coordinator = new RefreshCoordinator(
    new Leases(new EmbeddedKeyValueStore(clock)),
    new EmbeddedEventBus(),
    clock,
    logger as Logger,
  );
  const tokens = new MsalAccessTokens(
    acquirer as unknown as TokenAcquirer,
    coordinator,
    sessions as SessionStore,
    clock,
    logger as Logger,
  );
  return { tokens, acquirer, clock, ended };
}

function token(clock: FakeClock, value: string, version = 'v1'): () => Acquisition {
  const expiresOn = new Date(clock.now() + lifetimeMs);
  return () => ({
    kind: 'token',
    held: heldToken({ accessToken: value, scopes: ['Mail.Read'], expiresOn }, version, clock.now()),
  });
}

const notCached = (): Acquisition => ({ kind: 'not_cached' });
const entraIsGone = (): Acquisition => {
  throw Problem.unavailable('identity_provider_unavailable');
};

describe('access tokens for a session', () => {
  it('come from memory once they were read, without asking anybody', async () => {
    const { tokens, acquirer, clock } = rig();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('a');
    expect(acquirer.requests.map(({ from }) => from)).toEqual(['cache']);
  });

  it('are read again when the partition has another version', async () => {
    const { tokens, acquirer, clock } = rig();
    acquirer.next(token(clock, 'a'), token(clock, 'b', 'v2'));
    await tokens.acquire(session, ['mail.read']);
    const held = await tokens.acquire({ ...session, tokensVersion: 'v2' }, ['mail.read']);
    expect(held.token.reveal()).toBe('b');
  });

  it('are asked for once by all who wait in this process', async () => {
    const { tokens, acquirer, clock } = rig();
    acquirer.next(notCached, notCached, token(clock, 'a'));
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.acquire(session, ['mail.read'])));
    expect(new Set(all.map((held) => held.token.reveal()))).toEqual(new Set(['a']));
    expect(acquirer.requests.filter(({ from }) => from === 'endpoint')).toHaveLength(1);
  });

  it('are served in their last minutes while Entra is out of reach', async () => {
    const { tokens, acquirer, clock } = rig();
    acquirer.next(token(clock, 'a'));
    await tokens.acquire(session, ['mail.read']);
    clock.advance(lifetimeMs - 120_000);
    acquirer.next(notCached, notCached, entraIsGone);
    expect((await tokens.acquire(session, ['mail.read'])).token.reveal()).toBe('a');
  });

  it('are not served past their end', async () => {
    const { tokens, acquirer, clock, ended } = rig();
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
    ['sign_in_required', ['all']],
    ['gone', ['one']],
  ] as const)('end sessions when they are %s', async (kind, expected) => {
    const { tokens, acquirer, ended } = rig();
    acquirer.next(...(kind === 'gone' ? [] : [notCached, notCached]), () => ({ kind }));
    await expect(tokens.acquire(session, ['mail.read'])).rejects.toMatchObject({ name: 'SignInRequired' });
    expect(ended).toEqual(expected);
  });

  it.each(['unclear', 'misconfigured'] as const)('end no session when Entra’s refusal is %s', async (kind) => {
    const { tokens, acquirer, ended } = rig();
    acquirer.next(notCached, notCached, () => ({ kind }));
    await expect(tokens.acquire(session, ['mail.read'])).rejects.toMatchObject({
      code: 'identity_provider_unavailable',
    });
    expect(ended).toEqual([]);
  });
});
