export const environment = 'localhost';
export const tenantId = '11111111-1111-4111-8111-111111111111';

/** What MSAL serializes for a user, as far as we read it; `secret` marks the writer. */
export function msalCacheOf(userId: string, secret = 'secret'): string {
  const owned = { home_account_id: userId, environment, secret };
  return JSON.stringify({
    Account: { [`${userId}-account`]: { home_account_id: userId, environment, realm: tenantId, name: 'Alice' } },
    IdToken: {},
    AccessToken: { [`${userId}-token`]: owned },
    RefreshToken: { [`${userId}-refresh`]: owned },
    AppMetadata: {},
  });
}
