import { Writable } from 'node:stream';

import { FakeReply } from '../../test/support/fake-reply.js';
import { frontendWith } from '../../test/support/frontend.js';
import { liveSession } from '../../test/support/mail-session.js';
import { AuditLog, Logger, NoMetrics, Problem, type AuditUser } from '../common/index.js';
import { Frontends, type AppConfig } from '../config/index.js';
import type { SessionStore } from '../session/index.js';
import type { AdminApprovals } from './admin-approvals.js';
import { NavigationProblemFilter } from './navigation-problem.filter.js';
import { SignInFailureFilter } from './sign-in-failure.filter.js';
import { SignInFailure, type AuthErrorCode } from './sign-in-failure.js';
import type { Transaction } from './transaction.js';

const config = {
  frontends: new Frontends([frontendWith({ entra: { initialPermissions: ['mail.read'] } })]),
} as AppConfig;

describe('a failed round trip', () => {
  let logged: string;
  let calls: unknown[];
  let isBroken: boolean;
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    logged += chunk.toString();
    done();
  };
  const logger = new Logger('trace', new Writable({ write }));

  beforeEach(() => {
    logged = '';
    calls = [];
    isBroken = false;
  });

  describe('with a failure of the sign-in', () => {
    class Counted extends NoMetrics {
      override count(...counted: unknown[]): void {
        calls.push(counted);
      }
    }
    const approvals = {
      remember: (...remembered: unknown[]) => {
        calls.push(remembered);
        return isBroken ? Promise.reject(new Error('no')) : Promise.resolve();
      },
    } as unknown as AdminApprovals;
    const sessions = {
      findByHandle: (...handle: string[]) =>
        isBroken
          ? Promise.reject(new Problem('session_store_unavailable'))
          : Promise.resolve(handle.join() === 'alice,a' ? liveSession() : undefined),
    } as unknown as SessionStore;
    const filter = new SignInFailureFilter(config, approvals, sessions, new AuditLog(logger), logger, new Counted());
    const audited = (): unknown =>
      logged
        .split('\n')
        .filter((line) => line.includes('sign_in_refused'))
        .map((line) => JSON.parse(line) as unknown)[0];

    async function landed(code: AuthErrorCode, transaction?: object, user?: AuditUser): Promise<FakeReply> {
      const failure = new SignInFailure(code, 'the reason', { error: 'e' });
      failure.transaction = transaction as Transaction | undefined;
      failure.user = user;
      const reply = new FakeReply();
      await filter.catch(failure, reply.host);
      return reply;
    }
    const consent = { purpose: 'consent', permissions: ['mail.send'], session: { userTag: 'alice', id: 'a' } };

    it('redirects to the error page with the code, and logs the reason', async () => {
      const reply = await landed('access_denied', consent);

      expect([reply.statusCode, reply.location]).toEqual([303, expect.stringMatching(/^\/\?auth_error=access_denied/)]);
      expect(reply.location).not.toContain('reason');
      expect(logged).toContain('"reason":"the reason"');
      expect(logged).toContain('"audit":"sign_in_refused"');
      expect(calls).toEqual([['bff_sign_ins_total', { purpose: 'consent', outcome: 'access_denied' }]]);
    });

    it('is audited with the session whose consent it is, and with the user whom Entra named', async () => {
      const { user, objectId } = liveSession();
      const owner = { oid: objectId ?? user.id.split('.')[0], tid: user.tenantId };
      await landed('access_denied', consent);
      expect(audited()).toMatchObject({ purpose: 'consent', session: expect.any(String) as string, user: owner });

      logged = '';
      const other = { oid: 'other', tid: 'tenant' };
      await landed('account_mismatch', consent, other);
      expect(audited()).toMatchObject({ session: expect.any(String) as string, user: other });

      for (const anonymous of [undefined, { ...consent, purpose: 'sign_in' }, { ...consent, session: undefined }]) {
        logged = '';
        await landed('access_denied', anonymous);
        expect([audited()]).not.toEqual([expect.objectContaining({ user: expect.anything() as object })]);
      }
    });

    it('is audited also when its session cannot be read', async () => {
      isBroken = true;
      await landed('access_denied', consent);

      expect(audited()).toMatchObject({ outcome: 'access_denied', purpose: 'consent' });
    });

    it('is counted also where the round trip is unknown', async () => {
      await landed('admin_consent_required');

      expect(calls).toEqual([['bff_sign_ins_total', { purpose: 'unknown', outcome: 'admin_consent_required' }]]);
    });

    it('is stored when it waits for the administrator of a user with a session', async () => {
      await landed('admin_consent_required', consent);
      expect(calls[1]).toEqual(['alice', ['mail.send']]);

      calls = [];
      await landed('admin_consent_required', { ...consent, session: undefined });
      expect(calls).toHaveLength(1);
    });

    it('is stored for the requested permissions, not for those that accompany them', async () => {
      await landed('admin_consent_required', { ...consent, permissions: ['mail.read', 'mail.send'] });
      expect(calls[1]).toEqual(['alice', ['mail.send']]);

      calls = [];
      await landed('admin_consent_required', { ...consent, permissions: ['mail.read'] });
      expect(calls[1]).toEqual(['alice', ['mail.read']]);
    });

    it('redirects in the same way when it cannot be stored', async () => {
      isBroken = true;
      const reply = await landed('admin_consent_required', consent);

      expect(reply.location).toMatch(/^\/\?auth_error=admin_consent_required/);
      expect(logged).toContain('awaited approval not remembered');
    });
  });

  describe('with a problem', () => {
    const filter = new NavigationProblemFilter(config, logger);

    async function landed(error: unknown, accept?: string): Promise<FakeReply> {
      const reply = new FakeReply();
      reply.request.headers = accept === undefined ? {} : { accept };
      await filter.catch(error, reply.host);
      return reply;
    }

    it.each([
      [new Problem('identity_provider_unavailable'), 'identity_provider_unavailable'],
      [new Problem('session_store_unavailable'), 'sign_in_failed'],
      [new Error('no'), 'sign_in_failed'],
    ])('of this service redirects to the error page: %#', async (error, code) => {
      const reply = await landed(error, 'text/html,*/*;q=0.8');

      expect([reply.statusCode, reply.body]).toEqual([303, '']);
      expect(reply.location).toMatch(new RegExp(`^/\\?auth_error=${code}`));
      expect(logged).toContain('navigation failed');
    });

    it.each([undefined, '*/*', 'application/json'])(
      'redirects nowhere for a client that accepts %j',
      async (accept) => {
        const reply = await landed(new Error('no'), accept);

        expect([reply.statusCode, reply.location]).toEqual([500, undefined]);
        expect(reply.document).toMatchObject({ code: 'internal_error' });
      },
    );

    it('of the request itself returns that problem', async () => {
      const reply = await landed(new Problem('invalid_return_url'), 'text/html');

      expect([reply.statusCode, reply.location, logged]).toEqual([400, undefined, '']);
      expect(reply.document).toMatchObject({ code: 'invalid_return_url' });
    });
  });
});
