import { accessTokenIn } from './token-partition.js';

function entity(secret: string, target: string, expiresOn: number): object {
  return {
    home_account_id: 'oid.tid',
    secret,
    target,
    expires_on: String(expiresOn),
  };
}
function cacheOf(...entities: object[]): string {
  return JSON.stringify({ Account: {}, AccessToken: Object.fromEntries(entities.entries()) });
}

describe('an access token of a partition', () => {
  it('covers all requested scopes, in whatever form they are written', () => {
    const cache = cacheOf(
      entity('read', 'https://graph.microsoft.com/Mail.Read openid', 100),
      entity('both', 'openid mail.read https://graph.microsoft.com/Mail.Send', 50),
    );

    expect(accessTokenIn(cache, ['Mail.Read'])?.accessToken).toBe('read');
    expect(accessTokenIn(cache, ['Mail.Read', 'https://graph.microsoft.com/Mail.Send'])?.accessToken).toBe('both');
    expect(accessTokenIn(cache, ['Mail.ReadWrite'])).toBeUndefined();
  });

  it('is of the requested resource, however alike the scopes of another one end', () => {
    const cache = cacheOf(
      entity('of a', 'api://a/access API://A/Mail.Read', 100),
      entity('of b', 'https://b.example/access', 100),
    );

    expect(accessTokenIn(cache, ['api://a/access'])?.accessToken).toBe('of a');
    expect(accessTokenIn(cache, ['api://a/mail.read'])?.accessToken).toBe('of a');
    expect(accessTokenIn(cache, ['https://b.example/access'])?.accessToken).toBe('of b');
    for (const other of ['api://b/access', 'access', 'Mail.Read', 'https://graph.microsoft.com/access']) {
      expect(accessTokenIn(cache, [other])).toBeUndefined();
    }
  });

  it('is the one that lives longest', () => {
    const cache = cacheOf(entity('short', 'Mail.Read', 50), entity('long', 'Mail.Read', 100));

    expect(accessTokenIn(cache, ['Mail.Read'])).toEqual({
      accessToken: 'long',
      scopes: ['Mail.Read'],
      expiresOn: new Date(100_000),
    });
  });

  it.each(['', '{}', '{"AccessToken":1}', cacheOf({ secret: 1 })])('is not in %s', (cache) => {
    expect(accessTokenIn(cache, ['Mail.Read'])).toBeUndefined();
  });
});
