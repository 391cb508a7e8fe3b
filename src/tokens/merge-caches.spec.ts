import { mergeCaches } from './merge-caches.js';

type Entities = Record<string, { secret: string; target?: string }>;

function cacheOf(accessTokens: Entities, refreshToken = 'rt'): string {
  return JSON.stringify({ AccessToken: accessTokens, RefreshToken: { one: { secret: refreshToken } } });
}
function sections(text: string): { AccessToken: Entities; RefreshToken: Entities } {
  return JSON.parse(text) as { AccessToken: Entities; RefreshToken: Entities };
}
const read = { secret: 'read', target: 'Mail.Read' };
const send = { secret: 'send', target: 'Mail.Send' };

describe('two writers of one cache', () => {
  it('both keep their tokens', () => {
    const merged = sections(mergeCaches(cacheOf({}), cacheOf({ read }), cacheOf({ send })));

    expect(merged.AccessToken).toEqual({ read, send });
  });

  it('keep one of two tokens that cover the same, whatever the order of their scopes', () => {
    const mine = { secret: 'mine', target: 'openid User.Read Mail.Read' };
    const theirs = { secret: 'theirs', target: 'https://graph.microsoft.com/mail.read user.read profile' };

    const merged = sections(mergeCaches(cacheOf({}), cacheOf({ a: mine }), cacheOf({ b: theirs })));

    expect(merged.AccessToken).toEqual({ b: theirs });
  });

  it('both keep their tokens for two resources whose scopes end alike', () => {
    const mine = { secret: 'mine', target: 'api://a/access' };
    const theirs = { secret: 'theirs', target: 'api://b/access' };

    const merged = sections(mergeCaches(cacheOf({ read }), cacheOf({ read, mine }), cacheOf({ read, theirs })));

    expect(merged.AccessToken).toEqual({ read, mine, theirs });
  });

  it('keep the token that covers more', () => {
    const mine = { secret: 'mine', target: 'Mail.Read Mail.Send' };

    expect(sections(mergeCaches(cacheOf({}), cacheOf({ a: mine }), cacheOf({ read }))).AccessToken).toEqual({
      a: mine,
    });
    expect(sections(mergeCaches(cacheOf({}), cacheOf({ read }), cacheOf({ a: mine }))).AccessToken).toEqual({
      a: mine,
    });
  });

  it('replace an old token that the other has not touched by a new one', () => {
    const renewed = { secret: 'renewed', target: 'Mail.Read' };

    const merged = mergeCaches(cacheOf({ read }), cacheOf({ read: renewed }), cacheOf({ read, send }));

    expect(sections(merged).AccessToken).toEqual({ read: renewed, send });
  });

  it('keep the refresh token of the other when both have a new one: theirs may be of a new sign-in', () => {
    const merged = mergeCaches(cacheOf({}, 'old'), cacheOf({}, 'mine'), cacheOf({}, 'theirs'));

    expect(sections(merged).RefreshToken).toEqual({ one: { secret: 'theirs' } });
  });

  it('keep my refresh token when the other has none of their own', () => {
    const merged = mergeCaches(cacheOf({}, 'old'), cacheOf({}, 'mine'), cacheOf({ send }, 'old'));

    expect(sections(merged)).toMatchObject({ AccessToken: { send }, RefreshToken: { one: { secret: 'mine' } } });
  });

  it('do not restore what the other has removed', () => {
    expect(sections(mergeCaches(cacheOf({ read }), cacheOf({ read }), cacheOf({}))).AccessToken).toEqual({});
  });
});
