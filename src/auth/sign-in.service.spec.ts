import { AuditLog, Logger, NoMetrics } from '../common/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { loadConfig } from '../config/index.js';
import type { SessionReference, SessionStore } from '../session/index.js';
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

/** A consent that has come back: the session was there when it began. */
function consented(keep: () => Promise<void>): SignedInUser {
  return {
    claims: { iss: '', aud: '', exp: 0, iat: 0, nonce: '', sub: 's', tid: previous.user.tenantId, oid: 'o' },
    account: { userId: previous.user.id, keep },
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

describe('a consent that comes back', () => {
  let steps: string[];
  let created: string | undefined;
  let found: typeof previous | undefined;
  let foundLater: typeof previous | undefined;

  const service = (): SignInService => {
    const sessions = {
      findByHandle: () => {
        const now = found;
        found = foundLater;
        return Promise.resolve(now);
      },
      announcePermissions: (userTag: string) => {
        steps.push(`announce ${userTag}`);
        return Promise.resolve();
      },
      create: (_session: object, replaces?: SessionReference) => {
        steps.push(`create ${replaces?.fingerprint ?? 'anew'}`);
        return Promise.resolve(created);
      },
      end: (reference: SessionReference) => {
        steps.push(`end ${reference.fingerprint}`);
        return Promise.resolve();
      },
    } as unknown as SessionStore;
    const approvals = { forget: () => Promise.resolve() } as unknown as AdminApprovals;
    return new SignInService(sessions, approvals, new AuditLog(new Logger('silent')), config, clock, new NoMetrics());
  };
  const keep = (): Promise<void> => {
    steps.push('keep');
    return Promise.resolve();
  };

  beforeEach(() => {
    steps = [];
    created = 'the-cookie';
    found = previous;
    foundLater = undefined;
  });

  it('keeps the tokens, and only then replaces the session', async () => {
    expect(await service().complete(consented(keep), 'agent')).toEqual({ cookie: 'the-cookie', returnTo: '/compose' });
    expect(steps).toEqual(['keep', `create ${previous.reference.fingerprint}`]);
  });

  it('keeps nothing when the session has ended', async () => {
    found = undefined;

    await expect(service().complete(consented(keep), 'agent')).rejects.toMatchObject({ code: 'interaction_expired' });
    expect(steps).toEqual([]);
  });

  it('takes the tokens away again when the session ends between the two steps', async () => {
    created = undefined;

    await expect(service().complete(consented(keep), 'agent')).rejects.toMatchObject({ code: 'interaction_expired' });
    expect(steps).toEqual([
      'keep',
      `create ${previous.reference.fingerprint}`,
      `end ${previous.reference.fingerprint}`,
    ]);
  });

  it('leaves the session to another tab that was quicker, and tells the tabs what was granted here', async () => {
    created = undefined;
    foundLater = { ...previous, reference: { ...previous.reference, fingerprint: 'of-the-other-tab' } };

    expect(await service().complete(consented(keep), 'agent')).toEqual({ cookie: undefined, returnTo: '/compose' });
    expect(steps).toEqual([
      'keep',
      `create ${previous.reference.fingerprint}`,
      `announce ${previous.reference.userTag}`,
    ]);
  });

  it('makes no session when the tokens cannot be kept', async () => {
    const broken = (): Promise<void> => Promise.reject(new Error('no'));

    await expect(service().complete(consented(broken), 'agent')).rejects.toMatchObject({ code: 'sign_in_failed' });
    expect(steps).toEqual([]);
  });
});
