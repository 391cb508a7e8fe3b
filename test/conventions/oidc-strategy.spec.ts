import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { OIDCStrategy } from 'passport-azure-ad';

import { OidcStrategy } from '../../src/auth/oidc.strategy.js';

const root = join(import.meta.dirname, '../..');
const library = dirname(createRequire(import.meta.url).resolve('passport-azure-ad/package.json'));

/** Own members of the library's prototype with their number of arguments: all that are overridden or used. */
const members: Readonly<Record<string, number>> = {
  authenticate: 2,
  collectInfoFromReq: 4,
  setOptions: 4,
  _flowInitializationHandler: 3,
  _authCodeFlowHandler: 7,
  _getAccessTokenBySecretOrAssertion: 4,
  _idTokenHandler: 5,
  _validateResponse: 5,
  _errorResponseHandler: 3,
  _implicitFlowHandler: 4,
  _hybridFlowHandler: 5,
  failWithLog: 1,
};

/** Decided by us: the library's own version of these reads the request, calls the network, or validates. */
const overridden = [
  'authenticate',
  'collectInfoFromReq',
  'setOptions',
  '_flowInitializationHandler',
  '_getAccessTokenBySecretOrAssertion',
  '_idTokenHandler',
  '_errorResponseHandler',
  '_implicitFlowHandler',
  '_hybridFlowHandler',
  'failWithLog',
];

type Member = (...values: unknown[]) => unknown;
const prototype = OIDCStrategy.prototype as unknown as Record<string, Member>;

/** The unchanged library, whose steps are recorded instead of executed. */
class Recorded extends (OIDCStrategy as unknown as new (options: object, verify: Member) => object) {
  readonly steps: string[] = [];
  readonly verified: unknown[][] = [];

  constructor(code: string | undefined) {
    super(
      {
        identityMetadata: 'https://login.example/common/v2.0/.well-known/openid-configuration',
        clientID: 'the-client',
        clientSecret: 'none',
        responseType: 'code',
        responseMode: 'query',
        redirectUrl: 'https://app.example/callback',
        passReqToCallback: true,
        loggingLevel: 'fatal',
      },
      (_1, _2, _3, _4, _5, _6, _7, _8, _9) => undefined,
    );
    const step =
      (name: string, act: (...values: never[]) => void): Member =>
      (...values) => {
        this.steps.push(name);
        act(...(values as never[]));
      };
    Object.assign(this, {
      _verify: Object.defineProperty((...values: unknown[]) => this.verified.push(values), 'length', { value: 9 }),
      collectInfoFromReq: step('collectInfoFromReq', (parameters: { code?: string }, _request, next: Member) => {
        if (code !== undefined) {
          parameters.code = code;
        }
        next();
      }),
      setOptions: step('setOptions', (_parameters, config: object, _validate, done: Member) => {
        Object.assign(config, {
          authorization_endpoint: 'https://login.example/authorize',
          redirectUrl: 'https://app.example/callback',
          responseType: 'code',
          responseMode: 'query',
          clientID: 'the-client',
          scope: 'openid',
          extraAuthReqQueryParams: { code_challenge: 'the-challenge' },
        });
        done();
      }),
      _getAccessTokenBySecretOrAssertion: step('redeem', (_code, _config, _next, callback: Member) => {
        callback(null, { id_token: 'the-id-token' });
      }),
      _idTokenHandler: step('validate', (parameters: { id_token: string }, _v, _r, _n, callback: Member) => {
        callback('', { sub: 'the-sub', iss: 'the-iss', seen: parameters.id_token });
      }),
      _sessionContentHandler: {
        add: step('add', (_request, _key, tuple: object) => {
          Object.assign(this, { tuple });
        }),
      },
      redirect: step('redirect', (location: string) => {
        Object.assign(this, { location });
      }),
      failWithLog: step('fail', () => undefined),
      error: step('error', () => undefined),
    });
  }
}

describe('passport-azure-ad', () => {
  it('is pinned to the version that was read, everywhere', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const { version } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as { version: string };

    expect([dependencies['passport-azure-ad'], version]).toEqual(['4.3.5', '4.3.5']);
  });

  it('has the source that was read', () => {
    const source = readFileSync(join(library, 'lib/oidcstrategy.js'));

    expect(createHash('sha256').update(source).digest('hex')).toBe(
      'bfcc3f5a63481954d80820599875e493704e99bbc2149a79b5cb01d9d9a5fb60',
    );
  });

  it('has the members that are overridden or relied on, and no others', () => {
    const own = Object.fromEntries(
      Object.getOwnPropertyNames(prototype)
        .filter((name) => name !== 'constructor')
        .map((name) => [name, prototype[name]?.length]),
    );

    expect(own).toEqual(members);
  });

  it('is overridden in every member that decides, reads the request or reaches the network', () => {
    const ours = Object.getOwnPropertyNames(OidcStrategy.prototype);

    expect(overridden.filter((name) => !ours.includes(name))).toEqual([]);
  });

  it('has no member named like an action of passport, which passport would replace', () => {
    const ours = Object.getOwnPropertyNames(OidcStrategy.prototype);

    expect(ours.filter((name) => ['success', 'fail', 'redirect', 'pass', 'error'].includes(name))).toEqual([]);
  });

  it('is imported in one file', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (path) =>
        path.endsWith('.ts') && readFileSync(join(root, 'src', path), 'utf8').includes("from 'passport-azure-ad'"),
    );

    expect(files).toEqual(['auth/oidc-strategy-internals.ts']);
  });

  it('begins in this order: information, options, state and nonce, redirect', () => {
    const strategy = new Recorded(undefined);

    prototype['authenticate']?.call(strategy, { query: {} }, { prompt: 'login', login_hint: 'a', domain_hint: 'b' });

    expect(strategy.steps).toEqual(['collectInfoFromReq', 'setOptions', 'add', 'redirect']);
    const { tuple, location } = strategy as unknown as { tuple: Record<string, string>; location: string };
    const parameters = Object.fromEntries(new URL(location).searchParams);
    expect(parameters).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: 'https://app.example/callback',
      client_id: 'the-client',
      code_challenge: 'the-challenge',
      scope: 'openid',
      prompt: 'login',
      login_hint: 'a',
      domain_hint: 'b',
      state: tuple['state'],
      nonce: tuple['nonce'],
    });
    expect(tuple['state']).toMatch(/^[\w-]{32}$/);
    expect(tuple['nonce']).not.toBe(tuple['state']);
  });

  it('goes from a code to the verify callback by redeeming and validating, each once', () => {
    const strategy = new Recorded('the-code');
    const request = { query: {} };

    prototype['authenticate']?.call(strategy, request, {});

    expect(strategy.steps).toEqual(['collectInfoFromReq', 'setOptions', 'redeem', 'validate']);
    expect(strategy.verified).toHaveLength(1);
    expect(strategy.verified[0]?.slice(0, 3)).toEqual([request, 'the-iss', 'the-sub']);
    expect(strategy.verified[0]).toHaveLength(9);
  });
});
