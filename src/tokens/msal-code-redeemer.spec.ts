import { oneFrontend, theFrontend } from '../../test/support/frontend.js';
import { Observed } from '../../test/support/observed.js';
import type { AuthorizationCodeReceivedContext } from '../auth/index.js';
import { AuditLog } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import type { UserSessions, UserTags } from '../session/index.js';
import type { MsalClients } from './msal-client.js';
import { MsalCodeRedeemer } from './msal-code-redeemer.js';
import type { Acquisition, TokenAcquirer } from './token-acquirer.js';
import type { TokenPartitionStore } from './token-partition-store.js';

/**
 * The result of a sign-in where the partition has the tokens of another object, for which the acquirer returns this.
 */
async function signInWhere(answer: Acquisition): Promise<{ readonly isKept: boolean; readonly audited: string }> {
  const observed = new Observed();
  let isKept = false;
  const account = { homeAccountId: 'oid.tid' };
  const client = {
    acquireTokenByCode: () => Promise.resolve({ account, accessToken: 'at', idToken: 'h.e30.s' }),
    getTokenCache: () => ({ serialize: () => '{}' }),
  };
  const partitions = {
    otherOwner: () => Promise.resolve({ userId: 'oid.tid', userTag: 'tag', oid: 'former', tid: 'tid' }),
    create: () => Promise.resolve(void (isKept = true)),
  };
  const redeemer = new MsalCodeRedeemer(
    { create: () => Promise.resolve(client) } as unknown as MsalClients,
    partitions as unknown as TokenPartitionStore,
    { acquire: () => Promise.resolve(answer) } as unknown as TokenAcquirer,
    { endAll: () => Promise.resolve() } as unknown as UserSessions,
    { of: () => Promise.resolve('tag') } as unknown as UserTags,
    new AuditLog(observed.logger),
    { frontends: oneFrontend, permissions: { scopesOf: () => [] } } as unknown as AppConfig,
    observed.logger,
    observed,
  );
  const { storeTokens } = await redeemer.onAuthorizationCodeReceived({
    frontend: theFrontend,
    transaction: { permissions: [] },
    handleCodeRedemption: () => undefined,
  } as unknown as AuthorizationCodeReceivedContext);
  await storeTokens().catch(() => undefined);
  return { isKept, audited: observed.lines.join('') };
}

describe('a sign-in whose account has the tokens of another object', () => {
  it.each<[string, Acquisition]>([
    ['Entra says that they are dead', { kind: 'sign_in_required', version: '1' }],
    ['they are gone', { kind: 'gone' }],
  ])('replaces them when %s', async (_name, answer) => {
    const { isKept, audited } = await signInWhere(answer);

    expect(isKept).toBe(true);
    expect(audited).toContain('account_replaced');
  });

  it('is refused when only the service reports that they are revoked', async () => {
    const { isKept, audited } = await signInWhere({ kind: 'sign_in_required', version: '1', isOwnWord: true });

    expect(isKept).toBe(false);
    expect(audited).toContain('tokens_of_another_user');
  });
});
