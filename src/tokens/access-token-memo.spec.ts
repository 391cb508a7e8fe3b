import { AccessTokenMemo, heldToken } from './access-token-memo.js';

const now = 1_800_000_000_000;
const lifetimeMs = 3_600_000;

function memoWith(version: string): AccessTokenMemo {
  const memo = new AccessTokenMemo();
  const result = { accessToken: 'at', scopes: ['Mail.Read'], expiresOn: new Date(now + lifetimeMs) };
  memo.hold('key', heldToken(result, version, now));
  return memo;
}

describe('the access token cache', () => {
  it('finds a token of the same version', () => {
    expect(memoWith('v1').find('key', 'v1', now)?.token.reveal()).toBe('at');
  });

  it('finds nothing of another version, however fresh', () => {
    expect(memoWith('v1').find('key', 'v2', now)).toBeUndefined();
  });

  it('finds nothing after it was cleared', () => {
    const memo = memoWith('v1');
    memo.forget('key');
    expect(memo.find('key', 'v1', now)).toBeUndefined();
  });

  it('offers a token as long as it outlives the request', () => {
    const memo = memoWith('v1');
    const lastMinute = now + lifetimeMs - 60_000;
    expect(memo.find('key', 'v1', lastMinute - 1)).toBeDefined();
    expect(memo.find('key', 'v1', lastMinute)).toBeUndefined();
  });

  it('requests a new token ten minutes before the end, or when Entra says so', () => {
    const result = { accessToken: 'at', scopes: [], expiresOn: new Date(now + lifetimeMs) };
    expect(heldToken(result, 'v', now).refreshAt).toBe(now + lifetimeMs - 600_000);
    expect(heldToken({ ...result, refreshOn: new Date(now + 5) }, 'v', now).refreshAt).toBe(now + 5);
  });

  it('knows scopes by their short names', () => {
    const scopes = ['https://graph.microsoft.com/Mail.Read', 'User.Read'];
    expect([...heldToken({ accessToken: 'at', scopes, expiresOn: null }, 'v', now).scopes]).toEqual([
      'Mail.Read',
      'User.Read',
    ]);
  });
});
