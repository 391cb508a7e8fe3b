import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWK, jwtVerify, type JWTPayload } from 'jose';
import { contosoTenantId } from './index.js';
import { tokenDefects } from './entra/index.js';
import { CookieJarBrowser } from './testing/browser.js';
import { bodyOf, textOf, type TokenBody, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';

describe('defects of the token response', () => {
  const running = withSandbox();

  const redeem = async (defect: string): Promise<string> => {
    const { app, sandbox } = running();
    const tokens = new TokenRequests(running());
    const browser = new CookieJarBrowser();
    const page = await browser.get(tokens.authorizeUrl({ login_hint: ALICE, nonce: 'the-nonce' }, contosoTenantId));
    const { answer } = await app.walk(browser, page, ALICE);
    sandbox.control.addFault({ point: 'token', times: 1, action: { kind: 'defect', name: defect } });
    return (await tokens.code(answer['code'] ?? '', {}, contosoTenantId)).body;
  };

  const redeemBody = async (defect: string): Promise<TokenBody> => {
    const body = await redeem(defect);
    return bodyOf({ status: 200, headers: {}, body, json: (): unknown => JSON.parse(body) });
  };

  /** A careful client's check of the ID token. */
  const isAccepted = async (token: string): Promise<boolean> => {
    const { sandbox, app } = running();
    const published = (await app.https.get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`)).json() as {
      keys: (JWK & { issuer: string })[];
    };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(published), {
        algorithms: ['RS256'],
        audience: sandbox.control.registration.clientId,
        issuer: `${sandbox.authorityHost}/${contosoTenantId}/v2.0`,
        requiredClaims: ['exp', 'iat', 'nonce', 'oid', 'sub', 'tid', 'sid', 'preferred_username'],
        maxTokenAge: '1h',
      });
      const issuer = published.keys.find((key) => key.kid === protectedHeader.kid)?.issuer;
      return issuer?.replace('{tenantid}', contosoTenantId) === payload.iss && agrees(payload);
    } catch {
      return false;
    }
  };

  const agrees = (payload: JWTPayload): boolean =>
    payload['nonce'] === 'the-nonce' &&
    payload['tid'] === contosoTenantId &&
    payload['oid'] === running().sandbox.control.requireUser(ALICE).oid &&
    typeof payload.aud === 'string' &&
    payload['azp'] === undefined;

  it('are absent unless they are requested', async () => {
    expect(await isAccepted(textOf(await redeemBody('nothing'), 'id_token'))).toBe(true);
  });

  // Only a client that already knows the user's sub notices another one: at a refresh, not at the first sign-in.
  const OF_THE_RESPONSE = new Set(['other_sub', ...tokenDefects.slice(tokenDefects.indexOf('empty_200'))]);

  it.each(tokenDefects.filter((name) => !OF_THE_RESPONSE.has(name)))(
    'make a careful client refuse an id_token with %s',
    async (name) => {
      expect(await isAccepted(textOf(await redeemBody(name), 'id_token'))).toBe(false);
    },
  );

  it.each([
    ['alg_none', { alg: 'none' }],
    ['hs256_public_key', { alg: 'HS256' }],
    ['five_parts', { alg: 'dir' }],
  ])('include %s, with the matching header', async (name, header) => {
    expect(decodeProtectedHeader(textOf(await redeemBody(name), 'id_token'))).toMatchObject(header);
  });

  it('include two_auds, which lists the client first', async () => {
    const { aud } = decodeJwt(textOf(await redeemBody('two_auds'), 'id_token'));
    expect(aud).toEqual([running().sandbox.control.registration.clientId, expect.any(String)]);
  });

  it('return a malformed success', async () => {
    expect(await redeem('empty_200')).toBe('');
    expect(await redeem('html_200')).toContain('<!DOCTYPE html>');
  });

  it.each(['id_token', 'access_token', 'refresh_token', 'client_info', 'scope', 'expires_in'])(
    'leave %s out',
    async (name) => {
      expect(await redeemBody(`${name}_missing`)).not.toHaveProperty(name);
    },
  );

  it('return everything of another user: tokens, claims and client_info', async () => {
    const other = running().sandbox.control.requireUser('bilal@contoso.example').oid;
    const answer = await redeemBody('tokens_of_other_user');
    expect(decodeJwt(textOf(answer, 'id_token'))['oid']).toBe(other);
    expect(decodeJwt(textOf(answer, 'access_token'))['oid']).toBe(other);
    expect(Buffer.from(textOf(answer, 'client_info'), 'base64url').toString()).toContain(other);
  });

  it('return the client_info of another user', async () => {
    const info = textOf(await redeemBody('client_info_other_user'), 'client_info');
    expect(Buffer.from(info, 'base64url').toString()).not.toContain(running().sandbox.control.requireUser(ALICE).oid);
  });
});
