import { AuditLog, Logger, NoMetrics, Problem } from '../common/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { loadConfig } from '../config/index.js';
import {
  TokensGone,
  type Session,
  type SessionReference,
  type SessionStore,
  type UserSessions,
  type UserTags,
} from '../session/index.js';
import type { AdminApprovals } from './admin-approvals.js';
import { SignInService } from './sign-in.service.js';
import type { SignedInUser } from './strategy-task.js';

const previous = liveSession();
const clock = new FakeClock();
const config = loadConfig(
  {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    ENTRA_CLIENT_SECRET: 'not used',
  },
  () => '',
);

/** A consent that has returned: the session existed when it began. */
function consented(storeTokens: () => Promise<void>): SignedInUser {
  return {
    claims: { iss: '', aud: '', exp: 0, iat: 0, nonce: '', sub: 's', tid: previous.user.tenantId, oid: 'o' },
    account: { userId: previous.user.id, storeTokens },
    transaction: {
      purpose: 'consent',
      state: 'a-state-of-the-transaction',
      nonce: '',
      codeVerifier: '',
      returnTo: '/compose',
      permissions: ['mail.send'],
      session: { userTag: previous.reference.userTag, id: previous.id },
      expectedUserId: previous.user.id,
      claims: undefined,
      createdAt: clock.now(),
    },
  };
}

const tags = { of: (userId: string) => Promise.resolve(`tag of ${userId}`) } as unknown as UserTags;

describe('a completed consent', () => {
  const announced = `announce tag of ${previous.user.id}`;
  let steps: string[];
  let stored: Session | undefined;
  let created: string | undefined;
  let found: typeof previous | undefined;
  let foundLater: typeof previous | undefined;
  let storeAfterwards: () => Promise<void>;

  const service = (): SignInService => {
    const sessions = {
      findByHandle: () => {
        const now = found;
        found = foundLater;
        return Promise.resolve(now);
      },
      create: (session: Session, replaces?: SessionReference) => {
        stored = session;
        steps.push(`create ${replaces?.fingerprint ?? 'anew'}`);
        return Promise.resolve(created);
      },
      endOfBrowser: (userTag: string) => {
        steps.push(`end of ${userTag}`);
        return Promise.resolve();
      },
      end: (reference: SessionReference) => {
        steps.push(`end ${reference.fingerprint}`);
        return Promise.resolve();
      },
    } as unknown as SessionStore;
    const users = {
      announcePermissions: ({ userTag }: { userTag: string }) => {
        steps.push(`announce ${userTag}`);
        return storeAfterwards();
      },
    } as unknown as UserSessions;
    const approvals = { forget: () => storeAfterwards() } as unknown as AdminApprovals;
    return new SignInService(
      sessions,
      users,
      approvals,
      tags,
      new AuditLog(new Logger('silent')),
      config,
      clock,
      new Logger('silent'),
      new NoMetrics(),
    );
  };
  const storeTokens = (): Promise<void> => {
    steps.push('keep');
    return Promise.resolve();
  };

  beforeEach(() => {
    steps = [];
    created = 'the-cookie';
    found = previous;
    foundLater = undefined;
    storeAfterwards = () => Promise.resolve();
  });

  it('gives the browser its cookie even if the store becomes unavailable once the session is created', async () => {
    storeAfterwards = () => Promise.reject(new Problem('session_store_unavailable'));

    await expect(
      service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' }),
    ).resolves.toMatchObject({
      cookie: 'the-cookie',
    });
  });

  it('ends the previous session of the browser before it creates the new one', async () => {
    const browser = { id: 'browser', userTag: 'tag of another' };
    await service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' }, browser);

    expect(steps).toEqual(['end of tag of another', 'keep', `create ${previous.reference.fingerprint}`, announced]);
  });

  it('stores the tokens, and only then replaces the session', async () => {
    expect(await service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' })).toMatchObject({
      cookie: 'the-cookie',
      returnTo: '/compose',
    });
    expect(steps).toEqual(['keep', `create ${previous.reference.fingerprint}`, announced]);
  });

  it('leaves the age of the session unchanged: consent does not prolong it', async () => {
    const age = { createdAt: clock.now() - 5_000, expiresAt: clock.now() + 1_000 };
    found = { ...previous, ...age };
    await service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' });

    expect(stored).toMatchObject({ id: previous.id, ...age });
  });

  it('stores nothing when the session has ended', async () => {
    found = undefined;

    await expect(
      service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' }),
    ).rejects.toMatchObject({
      code: 'interaction_expired',
    });
    expect(steps).toEqual([]);
  });

  it('removes the tokens again when the session ends between the two steps', async () => {
    created = undefined;

    await expect(
      service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' }),
    ).rejects.toMatchObject({
      code: 'interaction_expired',
    });
    expect(steps).toEqual([
      'keep',
      `create ${previous.reference.fingerprint}`,
      `end ${previous.reference.fingerprint}`,
    ]);
  });

  it('leaves the session to another tab that was quicker, and notifies the tabs of the granted permissions', async () => {
    created = undefined;
    foundLater = { ...previous, reference: { ...previous.reference, fingerprint: 'of-the-other-tab' } };

    expect(await service().complete(consented(storeTokens), { userAgent: 'agent', country: 'DE' })).toMatchObject({
      cookie: undefined,
      returnTo: '/compose',
    });
    expect(steps).toEqual(['keep', `create ${previous.reference.fingerprint}`, announced]);
  });

  it('creates no session when the tokens cannot be stored', async () => {
    const broken = (): Promise<void> => Promise.reject(new Error('no'));

    await expect(service().complete(consented(broken), { userAgent: 'agent', country: 'DE' })).rejects.toMatchObject({
      code: 'sign_in_failed',
    });
    expect(steps).toEqual([]);
  });
});

describe('a completed sign-in', () => {
  const created: { readonly session: Session; readonly replaces: SessionReference | undefined }[] = [];
  const calls: unknown[] = [];
  let answers: (string | undefined | Error)[];
  let isFound: boolean;

  const sessions = {
    findByHandle: () => Promise.resolve(isFound ? previous : undefined),
    create: (session: Session, replaces?: SessionReference) => {
      created.push({ session, replaces });
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    end: ({ fingerprint }: SessionReference) => Promise.resolve(calls.push(`end ${fingerprint}`)),
  } as unknown as SessionStore;
  const approvals = {
    forget: (...forgotten: unknown[]) => Promise.resolve(calls.push(forgotten)),
  } as unknown as AdminApprovals;
  class Counted extends NoMetrics {
    override count(...counted: unknown[]): void {
      calls.push(counted);
    }
  }
  let logged = '';
  const service = new SignInService(
    sessions,
    {} as UserSessions,
    approvals,
    tags,
    new AuditLog(new Logger('info', { write: (line) => (logged += line) })),
    config,
    clock,
    new Logger('silent'),
    new Counted(),
  );
  const storeTokens = (): Promise<void> => Promise.resolve();

  function signedIn(changes: Partial<SignedInUser['claims']> = {}, begun = {}): SignedInUser {
    const { claims, account, transaction } = consented(storeTokens);
    return {
      claims: { ...claims, ...changes },
      account,
      transaction: { ...transaction, purpose: 'sign_in', ...begun },
    };
  }

  beforeEach(() => {
    created.length = 0;
    calls.length = 0;
    answers = ['the-cookie'];
    isFound = false;
  });

  it('begins a session of its own, also from a browser without a User-Agent', async () => {
    isFound = true;
    await service.complete(signedIn({}, { session: { userTag: 'tag', id: previous.id } }), {
      userAgent: '',
      country: undefined,
    });

    const [{ session } = { session: undefined }] = created;
    expect(session?.id).not.toBe(previous.id);
    expect(logged).toContain('"audit":"sign_in"');
    expect(session).toMatchObject({
      createdAt: clock.now(),
      expiresAt: clock.now() + config.session.absoluteTimeoutSeconds * 1000,
      userAgent: '',
    });
  });

  it.each([
    [{ name: 'Alice', preferred_username: 'alice@contoso.example' }, 'Alice', 'alice@contoso.example'],
    [{ preferred_username: 'alice@contoso.example' }, 'alice@contoso.example', 'alice@contoso.example'],
    [{ name: 'Alice' }, 'Alice', 'Alice'],
    [{}, 'o', 'o'],
  ])('names the user by the claims of Entra: %j', async (claims, name, username) => {
    await service.complete(signedIn(claims), { userAgent: 'agent', country: 'DE' });

    expect(created[0]?.session.user).toMatchObject({ name, username });
  });

  it('creates a new session with its own handle and its whole lifetime, also where one existed', async () => {
    isFound = true;
    await service.complete(signedIn(), { userAgent: 'a'.repeat(300), country: 'DE' });

    const { session, replaces } = created[0] ?? {};
    expect(replaces).toBe(previous.reference);
    expect(session?.id).toMatch(/^[\w-]{22}$/);
    expect(session).toMatchObject({
      createdAt: clock.now(),
      expiresAt: clock.now() + config.session.absoluteTimeoutSeconds * 1000,
      userAgent: 'a'.repeat(256),
    });
  });

  it('is counted, and clears what waited for an administrator', async () => {
    await service.complete(signedIn(), { userAgent: 'agent', country: 'DE' });

    const userTag = `tag of ${previous.user.id}`;
    expect(calls).toEqual([
      [userTag, ['mail.send']],
      ['bff_sign_ins_total', { purpose: 'sign_in', outcome: 'success' }],
    ]);
  });

  it('continues without the session that it was to replace when that has ended', async () => {
    isFound = true;
    answers = [undefined, 'the-cookie'];

    await expect(service.complete(signedIn(), { userAgent: 'agent', country: 'DE' })).resolves.toMatchObject({
      cookie: 'the-cookie',
    });
    expect(created.map(({ replaces }) => replaces)).toEqual([previous.reference, undefined]);
  });

  it('stores its tokens again when they were removed before the session was created, five times in all', async () => {
    const gone = new TokensGone();
    answers = [gone, gone, gone, gone, 'the-cookie'];
    await expect(service.complete(signedIn(), { userAgent: 'agent', country: 'DE' })).resolves.toMatchObject({
      cookie: 'the-cookie',
    });

    answers = [gone, gone, gone, gone, gone, 'the-cookie'];
    await expect(service.complete(signedIn(), { userAgent: 'agent', country: 'DE' })).rejects.toMatchObject({
      code: 'sign_in_failed',
      cause: gone,
    });
    expect(created).toHaveLength(10);
  });

  it.each([
    ['cannot be reached', new Problem('session_store_unavailable')],
    ['refused', new Error('no')],
  ])('is not retried when the store %s', async (reason, error) => {
    answers = [error, 'the-cookie'];

    await expect(service.complete(signedIn(), { userAgent: 'agent', country: 'DE' })).rejects.toMatchObject({
      code: 'sign_in_failed',
      reason: expect.stringContaining(reason),
    });
    expect(created).toHaveLength(1);
  });
});
