import { fileURLToPath } from 'node:url';

import cookie from '@fastify/cookie';
import { Inject, Module, type DynamicModule, type NestModule } from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_PIPE,
  DiscoveryModule,
  DiscoveryService,
  HttpAdapterHost,
  ModuleRef,
  Reflector,
} from '@nestjs/core';

import { AuthModule, InteractionRequiredFilter } from '../auth/index.js';
import { AuditLog, Clock, CommonModule, Logger, Metrics, Traces } from '../common/index.js';
import { AppConfig, ConfigModule, type Frontend } from '../config/index.js';
import { DownstreamModule } from '../downstream/index.js';
import { EntraModule } from '../entra/index.js';
import { HealthModule, Readiness } from '../health/index.js';
import {
  BffAdapter,
  BodyPace,
  EventLoopPressure,
  HttpModule,
  ProblemFilter,
  registerPipeline,
  RequestValidationPipe,
  serveSites,
} from '../http/index.js';
import { MailModule } from '../mail/index.js';
import { PeopleModule } from '../people/index.js';
import { ProfileModule } from '../profile/index.js';
import { RateLimits, RedisModule } from '../redis/index.js';
import { DeviceProofs, RequestSessions, SessionGuard, SessionModule } from '../session/index.js';
import { StartModule } from '../start/index.js';
import { TelemetryModule } from '../telemetry/index.js';
import { MsalCodeRedeemer, MsalGrantedPermissions, TokensModule } from '../tokens/index.js';
import { checkRequiredPermissions } from './check-required-permissions.js';

/** What can be left out: the routes below `/api/mail`, `/api/me`, `/api/people`, and those of `APIS_FILE`. */
export type BffFeature = 'mail' | 'profile' | 'people' | 'apis';

export interface BffOptions {
  /** Default: JSON lines on standard output, of `LOG_LEVEL`. */
  readonly logger?: Logger;
  readonly without?: readonly BffFeature[];
  /** Folder of the built SPA. `none`: no pages, an API only. Default: `WEB_ROOT`, or the mail app where it is. */
  readonly webRoot?: string;
}

const optionsToken = Symbol('options of the BFF');
const shippedWebRoot = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * The whole service as a module: the only place that knows all modules and binds their ports. The importing application
 * is created with a `BffAdapter` of the same configuration. The requests of all controllers, also its own, pass through
 * its pipeline, and a route requires a session unless it declares otherwise (`@Route`).
 */
@Module({})
export class BffModule implements NestModule {
  static forRoot(config: AppConfig, options: BffOptions = {}): DynamicModule {
    const has = (feature: BffFeature): boolean => !(options.without ?? []).includes(feature);
    const auth = AuthModule.with({
      codeReceivedHandler: MsalCodeRedeemer,
      grantedPermissions: MsalGrantedPermissions,
    });
    return {
      module: BffModule,
      global: true,
      imports: [
        DiscoveryModule,
        CommonModule.of(options.logger ?? new Logger(config.logLevel)),
        ConfigModule.of(config),
        TelemetryModule.of(config),
        RedisModule.of(config),
        EntraModule,
        SessionModule,
        TokensModule,
        auth,
        HttpModule,
        ...(has('mail') ? [MailModule.with(config), StartModule.with(auth)] : []),
        ...(has('profile') ? [ProfileModule] : []),
        ...(has('people') ? [PeopleModule] : []),
        DownstreamModule.with(has('apis') ? config : { apis: [] }),
        HealthModule,
      ],
      providers: [
        { provide: optionsToken, useValue: options },
        { provide: APP_GUARD, useClass: SessionGuard },
        { provide: APP_PIPE, useClass: RequestValidationPipe },
        // Nest calls the last one first.
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_FILTER, useExisting: InteractionRequiredFilter },
      ],
      exports: [DownstreamModule],
    };
  }

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly modules: ModuleRef,
    private readonly config: AppConfig,
    @Inject(optionsToken) private readonly options: BffOptions,
  ) {}

  /**
   * Before any route is registered, and only where there are requests.
   * @throws TypeError when the application was created with another adapter
   * @throws RangeError when a handler requires an unknown permission
   */
  async configure(): Promise<void> {
    const adapter = this.host.httpAdapter as unknown;
    if (!(adapter instanceof BffAdapter)) {
      throw new TypeError('BffModule needs its own adapter: NestFactory.create(AppModule, new BffAdapter(config))');
    }
    const fastify = adapter.getInstance();
    await fastify.register(cookie);
    const get = <T>(token: abstract new (...args: never[]) => T): T => this.modules.get<T>(token, { strict: false });
    checkRequiredPermissions(get(DiscoveryService), get(Reflector), this.config.permissions);
    const webRootOf = (frontend: Frontend): string | undefined => this.options.webRoot ?? frontend.webRoot;
    registerPipeline(fastify, {
      config: this.config,
      routes: adapter.routes,
      webRootOf,
      limits: get(RateLimits),
      sessions: get(RequestSessions),
      proofs: get(DeviceProofs),
      pressure: EventLoopPressure.watch(),
      pace: BodyPace.start(),
      readiness: get(Readiness),
      metrics: get(Metrics),
      traces: this.config.otlpEndpoint === undefined ? undefined : get(Traces),
      audit: get(AuditLog),
      clock: get(Clock),
      logger: get(Logger),
    });
    const { frontends } = this.config;
    await serveSites(fastify, adapter.routes, frontends, (frontend) => webRootOf(frontend) ?? shippedWebRoot);
  }
}
