/** Users by number; their tokens are as long as Entra's. */
export const tenantId = '2b7d6a10-5d3c-4f5e-9a51-6f1f4c7e0b21';
export const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';

export function userOf(number) {
  const oid = `${String(number).padStart(8, '0')}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`;
  const username = `user.${String(number).padStart(8, '0')}@contoso.example`;
  return { oid, username, homeAccountId: `${oid}.${tenantId}` };
}

export function accessTokenOf(number) {
  return `at.${String(number).padStart(8, '0')}.${'a'.repeat(1_800)}`;
}

export function refreshTokenOf(number) {
  return `rt.${String(number).padStart(8, '0')}.${'r'.repeat(1_100)}`;
}

export function clientInfoOf(number) {
  return Buffer.from(JSON.stringify({ uid: userOf(number).oid, utid: tenantId })).toString('base64url');
}
