import { personalTenantId, type EntraConfig } from '../config/index.js';
import type { IdTokenClaims } from './id-token.js';
import type { AuthErrorCode } from './sign-in-failure.js';

export function accountTypeOf({ tid }: IdTokenClaims): 'work' | 'personal' {
  return tid === personalTenantId ? 'personal' : 'work';
}

/** Why this account may not sign in; undefined when it may. */
export function accountRefusal(claims: IdTokenClaims, entra: EntraConfig): AuthErrorCode | undefined {
  const isPersonal = accountTypeOf(claims) === 'personal';
  if (isPersonal && (!entra.allowPersonalAccounts || entra.tenant === 'organizations')) {
    return 'account_not_allowed';
  }
  if (!isPersonal && entra.tenant === 'consumers') {
    return 'account_not_allowed';
  }
  return entra.allowedTenants === undefined || entra.allowedTenants.has(claims.tid) ? undefined : 'tenant_not_allowed';
}
