import cookie from '@fastify/cookie';
import { Global, Module, StandardSchemaValidationPipe, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';

import { graphPlugin, type GraphControl } from '../../sandbox/src/graph/index.js';
import type { AccessTokenCheck, Fault, FaultRegistry, SandboxUser } from '../../sandbox/src/model.js';
import { Clock, CommonModule, Logger, Problem, ProblemFilter, Secret } from '../../src/common/index.js';
import { ConfigModule, loadConfig, scopesOf, type Permission } from '../../src/config/index.js';
import { GraphModule, registerRawBodyParsers } from '../../src/graph/index.js';
import { RedisModule } from '../../src/redis/index.js';
import { attachSession } from '../../src/session/current-session.decorator.js';
import { SessionStore, type LiveSession } from '../../src/session/index.js';
import { AccessTokens, type AccessToken } from '../../src/tokens/index.js';

const tenant = '11111111-1111-4111-8111-111111111111';

function sandboxUser(digit: string, name: string): SandboxUser {
  const [givenName = '', surname = ''] = name.split(' ');
  const username = `${givenName.toLowerCase()}@contoso.example`;
  return {
    oid: `${digit.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
    tid: tenant,
    username,
    password: 'unused',
    displayName: name,
    givenName,
    surname,
    jobTitle: 'Engineer',
    mail: username,
    accountType: 'work',
    isAdmin: false,
    guestIn: [],
    isEnabled: true,
  };
}

export const alice = sandboxUser('1', 'Alice Archer');
export const bob = sandboxUser('2', 'Bob Baker');
const users = [alice, bob];

class ScriptedFaults implements FaultRegistry {
  readonly scripted: Fault[] = [];

  take(point: string, facts: Readonly<Record<string, string>>): Fault | undefined {
    const position = this.scripted.findIndex(
      (fault) =>
        fault.point === point && Object.entries(fault.match ?? {}).every(([name, value]) => facts[name] === value),
    );
    return position < 0 ? undefined : this.scripted.splice(position, 1)[0];
  }

  takeAll(point: string, facts: Readonly<Record<string, string>>): readonly Fault[] {
    return [this.take(point, facts)].filter((fault) => fault !== undefined);
  }

  waitAtGate(): Promise<void> {
    return Promise.resolve();
  }
}

/** Tokens that name their user and scopes; the sandbox believes them. */
class NamingTokens extends AccessTokens {
  granted: ReadonlySet<string> = new Set(scopesOf(['profile.read', 'mail.read', 'mail.send', 'mail.write']));

  override acquire({ user }: LiveSession): Promise<AccessToken> {
    const token = new Secret(`${user.username}|${[...this.granted].join(' ')}`);
    return Promise.resolve({ token, scopes: this.granted });
  }

  override acquireWithClaims(session: LiveSession, _permissions: readonly Permission[]): Promise<AccessToken> {
    return this.acquire(session);
  }
}

/** The mail API on the sandbox's Graph, without sign-in: the header `x-user` says who calls. */
export class MailRig {
  readonly faults = new ScriptedFaults();
  readonly tokens = new NamingTokens();
  readonly #graphApp: FastifyInstance = Fastify({
    forceCloseConnections: true,
    rewriteUrl: ({ url = '' }) => url.replace('microsoft.graph.fileAttachment%2FcontentId', 'contentId'),
  });
  control!: GraphControl;
  app!: NestFastifyApplication;
  origin = '';
  graphOrigin = '';

  static async start(logLevel: 'silent' | 'info' = 'silent'): Promise<MailRig> {
    const rig = new MailRig();
    await rig.#startGraph();
    await rig.#startApp(new Logger(logLevel));
    return rig;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const isRaw = body instanceof Uint8Array || typeof body === 'string';
    return fetch(this.origin + path, {
      method,
      headers: {
        'x-user': 'alice',
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
  }

  async json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<any> {
    const response = await this.call(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.#graphApp.close();
  }

  async #startGraph(): Promise<void> {
    const graph = graphPlugin({
      directory: { users: () => users },
      accessTokens: { verify: (header) => Promise.resolve(verify(header)) },
      faults: this.faults,
      clock: { now: () => Date.now() },
      record: () => undefined,
      baseUrl: () => this.graphOrigin,
      authorizationUri: () => 'https://login.test/common/oauth2/v2.0/authorize',
    });
    this.control = graph.control;
    this.#graphApp.register(graph.uploads, { prefix: '/api/v2.0' });
    this.#graphApp.register(graph, { prefix: '/v1.0' });
    this.graphOrigin = await this.#graphApp.listen({ port: 0, host: '127.0.0.1' });
  }

  async #startApp(logger: Logger): Promise<void> {
    const config = loadConfig(
      {
        ENTRA_TENANT: 'common',
        ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11',
        ENTRA_CLIENT_SECRET: 'unused-in-this-rig',
        GRAPH_BASE_URL: `${this.graphOrigin}/v1.0`,
      },
      () => '',
    );
    const tokens = this.tokens;

    @Global()
    @Module({
      providers: [
        { provide: AccessTokens, useValue: tokens },
        { provide: SessionStore, useValue: { find: (user?: string) => Promise.resolve(sessionOf(userNamed(user))) } },
      ],
      exports: [AccessTokens, SessionStore],
    })
    class FakeTokensModule {}

    @Module({
      imports: [
        CommonModule.of(logger),
        ConfigModule.of(config),
        RedisModule.of(config),
        FakeTokensModule,
        GraphModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: AttachingGuard }],
    })
    class RigModule {}

    const adapter = new FastifyAdapter({ bodyLimit: 6 * 1024 * 1024, routerOptions: { maxParamLength: 1024 } });
    registerRawBodyParsers(adapter.getInstance());
    await adapter.getInstance().register(cookie);
    this.app = await NestFactory.create<NestFastifyApplication>(RigModule, adapter, { logger, abortOnError: false });
    this.app.useGlobalPipes(
      new StandardSchemaValidationPipe({ exceptionFactory: (issues) => Problem.invalidRequest(issues) }),
    );
    this.app.useGlobalFilters(new ProblemFilter(logger));
    await this.app.listen({ host: '127.0.0.1', port: 0 });
    this.origin = await this.app.getUrl();
    void Clock;
  }
}

class AttachingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    attachSession(request, sessionOf(userNamed(request.headers['x-user'])));
    return true;
  }
}

function userNamed(name: unknown): SandboxUser {
  return name === 'bob' ? bob : alice;
}

function sessionOf({ oid, username, displayName }: SandboxUser): LiveSession {
  const now = Date.now();
  return {
    id: `session-${oid}`,
    user: { id: `${oid}.${tenant}`, name: displayName, username, tenantId: tenant, accountType: 'work' },
    createdAt: now,
    expiresAt: now + 3_600_000,
    userAgent: 'rig',
    entraSessionId: undefined,
    logoutHint: undefined,
    origin: { transactionId: 'transaction', returnTo: '/' },
    reference: { userTag: `tag-${oid}`, fingerprint: `fingerprint-${oid}` },
    lastSeenAt: now,
    idleExpiresAt: now + 3_600_000,
    tokensVersion: '1',
  };
}

function verify(header: string | undefined): AccessTokenCheck {
  const [, username, scopes = ''] = /^Bearer ([^|]+)\|(.*)$/.exec(header ?? '') ?? [];
  const user = users.find((each) => each.username === username);
  return user === undefined
    ? { kind: 'invalid', message: 'Access token is empty.' }
    : {
        kind: 'ok',
        caller: { user, tid: tenant, clientId: 'app', scopes: new Set(scopes.split(' ')), tokenId: 'token' },
      };
}
