import { Writable } from 'node:stream';

import cookie from '@fastify/cookie';
import {
  Catch,
  Global,
  Module,
  Logger as NestLogger,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { graphPlugin, type GraphControl } from '../../sandbox/src/graph/index.js';
import type { AccessTokenCheck, Fault, FaultRegistry, SandboxUser } from '../../sandbox/src/model.js';
import { CommonModule, Logger, Problem, Secret } from '../../src/common/index.js';
import {
  ProblemFilter,
  registerBodyParsers,
  RequestValidationPipe,
  RouteTable,
  sendProblem,
} from '../../src/http/index.js';
import { ConfigModule, loadConfig, ownPermissions, type AppConfig } from '../../src/config/index.js';
import { MailModule } from '../../src/mail/index.js';
import { PeopleModule } from '../../src/people/index.js';
import { ProfileModule } from '../../src/profile/index.js';
import { RedisModule } from '../../src/redis/index.js';
import {
  attachSession,
  FreshSignIn,
  InteractionRequired,
  PageNotifications,
  SessionStore,
  SessionWatch,
  type LiveSession,
} from '../../src/session/index.js';
import { endlessSessions } from './device-proofs.js';
import { TelemetryModule } from '../../src/telemetry/index.js';
import { AccessTokens, type AccessToken } from '../../src/tokens/index.js';
import { liveSession } from './mail-session.js';

const tenant = '11111111-1111-4111-8111-111111111111';

function sandboxUser(givenName: string, surname: string, digit: string): SandboxUser {
  const username = `${givenName.toLowerCase()}@contoso.example`;
  return {
    oid: `${digit.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
    tid: tenant,
    username,
    password: 'unused',
    displayName: `${givenName} ${surname}`,
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

const users = [
  sandboxUser('Alice', 'Archer', '1'),
  sandboxUser('Bob', 'Baker', '2'),
  sandboxUser('Carla', 'Cole', '3'),
  sandboxUser('Dan', 'Dole', '4'),
];
/** As in the header `x-user`; without it, Alice is the caller. */
const callers: readonly unknown[] = ['bob', 'carla', 'dan'];

class ScriptedFaults implements FaultRegistry {
  readonly scripted: Fault[] = [];

  take(point: string, facts: Readonly<Record<string, string>>): Fault | undefined {
    const position = this.scripted.findIndex(
      ({ point: where, match = {} }) =>
        where === point && Object.entries(match).every(([name, value]) => facts[name] === value),
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

/** Tokens that name their user and scopes; the fixture's Graph trusts them. */
class NamingTokens extends AccessTokens {
  granted: ReadonlySet<string> = new Set(ownPermissions.scopesOf(ownPermissions.names));

  override acquire({ user }: LiveSession): Promise<AccessToken> {
    const token = new Secret(`${user.username}|${[...this.granted].join(' ')}`);
    return Promise.resolve({ token, scopes: this.granted });
  }

  override acquireWithClaims(session: LiveSession): Promise<AccessToken> {
    return this.acquire(session);
  }

  override acquireInsteadOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** Replaces sign-in: the header `x-user` names the caller. */
class NamingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = request.headers['x-user'];
    attachSession(request, liveSession(callers.includes(caller) ? String(caller) : 'alice'));
    return true;
  }
}

@Catch(InteractionRequired)
class PlainInteractionFilter implements ExceptionFilter<InteractionRequired> {
  catch({ reason }: InteractionRequired, host: ArgumentsHost): void {
    const members = { permissions: reason.permissions };
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), new Problem(reason.kind, { members }));
  }
}

export interface FixtureAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

type Body = object | string | undefined;

/** The mail API on the sandbox's Graph, without sign-in and without Entra. */
export class MailFixture {
  readonly faults = new ScriptedFaults();
  readonly tokens = new NamingTokens();
  /** The service's log, from warnings on. */
  readonly warnings: object[] = [];
  #origin = '';

  private constructor(
    private readonly graphApp: FastifyInstance,
    readonly graph: { control: GraphControl | undefined; origin: string },
  ) {}

  static async start(): Promise<MailFixture> {
    NestLogger.overrideLogger(false);
    const graphApp = Fastify({ forceCloseConnections: true, http: { maxHeaderSize: 65_536 } });
    const fixture = new MailFixture(graphApp, { control: undefined, origin: '' });
    await fixture.#startGraph();
    await fixture.#startApp();
    return fixture;
  }

  #app: NestFastifyApplication | undefined;

  get app(): NestFastifyApplication {
    if (this.#app === undefined) {
      throw new Error('the fixture is not started');
    }
    return this.#app;
  }

  /** Buffers and strings are sent unchanged, other bodies as JSON. */
  call(method: string, path: string, body?: Body, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    return fetch(this.#origin + path, {
      method,
      headers: { ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
  }

  async json<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: Body,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<FixtureAnswer<T>> {
    const response = await this.call(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text === '' ? 'null' : text) as T };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.graphApp.close();
  }

  async #startGraph(): Promise<void> {
    const plugin = graphPlugin({
      directory: { users: () => users },
      accessTokens: { verify: (header) => Promise.resolve(verify(header)) },
      faults: this.faults,
      clock: { now: () => Date.now() },
      record: () => undefined,
      baseUrl: () => this.graph.origin,
      authorizationUri: () => 'https://login.example/common/oauth2/v2.0/authorize',
    });
    this.graph.control = plugin.control;
    this.graphApp.register(plugin.uploads, { prefix: '/api/v2.0' });
    this.graphApp.register(plugin, { prefix: '/v1.0' });
    this.graph.origin = await this.graphApp.listen({ port: 0, host: '127.0.0.1' });
  }

  async #startApp(): Promise<void> {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.warnings.push(JSON.parse(chunk.toString()) as object);
        done();
      },
    });
    const logger = new Logger('warn', output);
    const adapter = new FastifyAdapter({ routerOptions: { maxParamLength: 1024 } });
    new RouteTable().watch(adapter.getInstance());
    registerBodyParsers(adapter.getInstance());
    await adapter.getInstance().register(cookie);
    const app = await NestFactory.create<NestFastifyApplication>(this.#module(logger), adapter, {
      bodyParser: false,
    });
    app.useGlobalPipes(new RequestValidationPipe());
    app.useGlobalFilters(new ProblemFilter(logger), new PlainInteractionFilter());
    await app.listen({ host: '127.0.0.1', port: 0 });
    this.#app = app;
    this.#origin = await app.getUrl();
  }

  #module(logger: Logger): new () => object {
    const config = configOf(this.graph.origin);
    const sessions = { findSuccession: () => Promise.resolve(liveSession('alice')) };

    @Global()
    @Module({
      providers: [
        { provide: AccessTokens, useValue: this.tokens },
        { provide: SessionStore, useValue: sessions },
        { provide: SessionWatch, useValue: endlessSessions },
        PageNotifications,
        FreshSignIn,
      ],
      exports: [AccessTokens, FreshSignIn, PageNotifications, SessionStore, SessionWatch],
    })
    class FakeSignInModule {}

    @Module({
      imports: [
        CommonModule.of(logger),
        ConfigModule.of(config),
        TelemetryModule.of(config),
        RedisModule.of(config),
        FakeSignInModule,
        MailModule.with(config),
        ProfileModule,
        PeopleModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: NamingGuard }],
    })
    class FixtureModule {}

    return FixtureModule;
  }
}

function configOf(graphOrigin: string): AppConfig {
  const environment = {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11',
    ENTRA_CLIENT_SECRET: 'unused-in-this-fixture',
    GRAPH_BASE_URL: `${graphOrigin}/v1.0`,
  };
  return loadConfig(environment, () => '');
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
