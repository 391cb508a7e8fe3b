import { AccessTokenMemo, expiryMarginMs, heldToken } from './access-token-memo.js';

const now = 1_800_000_000_000;
const lifetimeMs = 3_600_000;

function memoWith(version: string): AccessTokenMemo {
  const memo = new AccessTokenMemo();
  const result = { accessToken: 'at', scopes: ['Mail.Read'], expiresOn: new Date(now + lifetimeMs) };
  memo.hold('key', heldToken(result, version, now));
  return memo;
}

describe('the access token memo', () => {
  it('finds a token of the same version', () => {
    expect(memoWith('v1').find('key', 'v1', now)?.token.reveal()).toBe('at');
  });

  it('finds nothing of another version, however fresh', () => {
    const memo = memoWith('v1');
    expect([memo.find('key', 'v2', now), memo.findAgeing('key', 'v2', now)]).toEqual([undefined, undefined]);
  });

  it('finds nothing after it was told to forget', () => {
    const memo = memoWith('v1');
    memo.forget('key');
    expect(memo.find('key', 'v1', now)).toBeUndefined();
  });

  it('does not offer a token in its last five minutes, unless asked for an ageing one', () => {
    const memo = memoWith('v1');
    const late = now + lifetimeMs - expiryMarginMs;
    expect(memo.find('key', 'v1', late - 1)).toBeDefined();
    expect(memo.find('key', 'v1', late)).toBeUndefined();
    expect(memo.findAgeing('key', 'v1', late)).toBeDefined();
  });

  it('offers no token that may not outlive the request', () => {
    expect(memoWith('v1').findAgeing('key', 'v1', now + lifetimeMs - 30_000)).toBeUndefined();
  });

  it('wants a new token ten minutes before the end, or when Entra says so', () => {
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
