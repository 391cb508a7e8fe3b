import { personalTenantId, type EntraConfig } from '../config/index.js';
import { accountRefusal, accountTypeOf } from './account-policy.js';
import type { IdTokenClaims } from './id-token.js';

const contoso = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const fabrikam = 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02';

function ofTenant(tid: string): IdTokenClaims {
  return { iss: '', aud: '', exp: 0, iat: 0, nonce: '', sub: 's', oid: contoso, tid };
}

function entra(
  changes: Partial<Pick<EntraConfig, 'tenant' | 'allowedTenants' | 'allowPersonalAccounts'>>,
): EntraConfig {
  return { tenant: 'common', allowedTenants: undefined, allowPersonalAccounts: true, ...changes } as EntraConfig;
}

describe('which accounts may sign in', () => {
  it('recognises personal accounts by their tenant', () => {
    expect(accountTypeOf(ofTenant(personalTenantId))).toBe('personal');
    expect(accountTypeOf(ofTenant(contoso))).toBe('work');
  });

  it.each([
    ['anybody with common', {}, contoso, undefined],
    ['personal accounts with common', {}, personalTenantId, undefined],
    [
      'no personal account when they are switched off',
      { allowPersonalAccounts: false },
      personalTenantId,
      'account_not_allowed',
    ],
    ['work accounts when personal ones are switched off', { allowPersonalAccounts: false }, contoso, undefined],
    ['no personal account with organizations', { tenant: 'organizations' }, personalTenantId, 'account_not_allowed'],
    ['no work account with consumers', { tenant: 'consumers' }, contoso, 'account_not_allowed'],
    ['personal accounts with consumers', { tenant: 'consumers' }, personalTenantId, undefined],
    ['users of an allowed tenant', { allowedTenants: new Set([contoso]) }, contoso, undefined],
    ['nobody of another tenant', { allowedTenants: new Set([contoso]) }, fabrikam, 'tenant_not_allowed'],
    [
      'no personal account unless its tenant is listed',
      { allowedTenants: new Set([contoso]) },
      personalTenantId,
      'tenant_not_allowed',
    ],
    [
      'personal accounts whose tenant is listed',
      { allowedTenants: new Set([personalTenantId]) },
      personalTenantId,
      undefined,
    ],
    ['nobody with an empty list', { allowedTenants: new Set<string>() }, contoso, 'tenant_not_allowed'],
  ])('admits %s', (_who, config, tid, expected) => {
    expect(accountRefusal(ofTenant(tid), entra(config))).toBe(expected);
  });
});
