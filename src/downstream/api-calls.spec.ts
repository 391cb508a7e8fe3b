import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { jest } from '@jest/globals';

import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import { AuditLog, Problem, Secret } from '../common/index.js';
import type { ApiConfig, AppConfig } from '../config/index.js';
import { InteractionRequired } from '../session/index.js';
import type { AccessToken, AccessTokens } from '../tokens/index.js';
import { ApiCalls } from './api-calls.js';

describe('a body that only the client can send again', () => {
  const session = liveSession();
  let server: Server;
  let api: ApiConfig;
  let calls: ApiCalls;
  let refused: Set<string>;
  /** Of each 401, if it has any. */
  let challenge: () => string | undefined;
  let held: string;
  let got: number;

  beforeEach(async () => {
    refused = new Set();
    challenge = () => undefined;
    held = 'token 0';
    got = 0;
    server = createServer((request, response) => {
      const isRefused = refused.has((request.headers.authorization ?? '').replace('Bearer ', ''));
      const claims = isRefused ? challenge() : undefined;
      request.resume().once('end', () => {
        response.writeHead(isRefused ? 401 : 200, claims === undefined ? {} : { 'www-authenticate': claims }).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    api = { name: 'orders', origin, isInternal: true, timeoutSeconds: 60 } as unknown as ApiConfig;
    const observed = new Observed();
    const next = (): Promise<AccessToken> => {
      held = `token ${++got}`;
      return Promise.resolve(tokenOf(held));
    };
    const tokens = { acquireInsteadOf: next, acquireWithClaims: next } as unknown as AccessTokens;
    calls = new ApiCalls({} as AppConfig, tokens, new AuditLog(observed.logger), observed.logger, observed);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await calls.onApplicationShutdown();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function tokenOf(text: string): AccessToken {
    return { token: new Secret(text), scopes: new Set() };
  }

  /** With the token that is held. The code of the problem, or the status. */
  async function upload(): Promise<string | number> {
    const stream = Readable.from([Buffer.from('body')]);
    const exchange = {
      api,
      session,
      method: 'POST',
      path: '/orders',
      headers: {},
      permissions: [],
      body: { kind: 'streamed', stream, length: 4 } as const,
      isGone: () => false,
      onCall: () => undefined,
    };
    try {
      return (await calls.send(exchange, tokenOf(held))).status;
    } catch (error) {
      return error instanceof Problem ? error.code : error instanceof InteractionRequired ? error.reason.kind : 'other';
    }
  }

  function refuse(...tokens: string[]): void {
    tokens.forEach((token) => refused.add(token));
  }

  it('is refused at last when it took the client an hour', async () => {
    refuse('token 0', 'token 1');
    expect(await upload()).toBe('retry_required');

    const start = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => start + 3_600_000);
    expect(await upload()).toBe('api_error');
  });

  it('requires a step-up at last when each challenge has other claims', async () => {
    let nbf = 0;
    challenge = () => {
      const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: String(++nbf) } } });
      return `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    };
    refuse('token 0', 'token 1');

    expect([await upload(), await upload()]).toEqual(['retry_required', 'step_up_required']);
  });

  it('gets one more token when another than the one that was got is refused', async () => {
    refuse('token 0', 'later');
    expect(await upload()).toBe('retry_required');

    held = 'later';
    expect(await upload()).toBe('retry_required');
    expect(await upload()).toBe(200);
  });

  it('gets another token again after its refusal was final, or after it was accepted', async () => {
    refuse('token 0', 'token 1');
    expect([await upload(), await upload(), await upload(), await upload()]).toEqual([
      'retry_required',
      'api_error',
      'retry_required',
      200,
    ]);

    refuse('token 2');
    expect([await upload(), await upload()]).toEqual(['retry_required', 200]);
  });
});
