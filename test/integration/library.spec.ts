import { readFileSync } from 'node:fs';

import { Controller, Get, Module, NotFoundException, Post, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { loadConfig } from '../../src/config/index.js';
import {
  BffAdapter,
  BffModule,
  CurrentSession,
  DownstreamApi,
  InteractionRequired,
  Logger,
  RequiresPermission,
  Route,
  type AppConfig,
  type BffOptions,
  type LiveSession,
} from '../../src/library/index.js';
import { eventually } from '../support/eventually.js';
import { ordersScope, restartWithApis } from '../support/orders-api.js';
import { TestSystem } from '../support/test-system.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';

@Controller('api/reports')
@Route({ access: 'session' })
class ReportsController {
  constructor(private readonly api: DownstreamApi) {}

  @Get('who')
  who(@CurrentSession() { user }: LiveSession): object {
    return { username: user.username };
  }

  @Get('orders')
  @RequiresPermission('orders.read')
  async orders(@CurrentSession() session: LiveSession): Promise<object> {
    const answer = await this.api.call(session, 'orders', { path: '/orders' });
    return { status: answer.status, orders: answer.json() };
  }

  /** Two resources: each asks for its own consent. */
  @Get('both')
  @RequiresPermission('mail.read', 'orders.read')
  both(): object {
    return {};
  }

  @Post('order')
  async order(@CurrentSession() session: LiveSession): Promise<object> {
    const answer = await this.api.call(session, 'orders', {
      method: 'POST',
      path: '/orders',
      json: { item: 'paper', quantity: 3 },
    });
    return { status: answer.status };
  }

  @Get('echo')
  async echo(@CurrentSession() session: LiveSession): Promise<unknown> {
    const headers = { authorization: 'Bearer of-somebody-else', 'x-report': 'yes' };
    return (await this.api.call(session, 'orders', { path: '/echo', headers })).json();
  }

  /** Answers also without what the user has not consented to. */
  @Get('overview')
  async overview(@CurrentSession() session: LiveSession): Promise<object> {
    try {
      return { orders: (await this.api.call(session, 'orders', { path: '/orders' })).json() };
    } catch (error) {
      if (error instanceof InteractionRequired) {
        return { orders: error.reason.kind };
      }
      throw error;
    }
  }

  @Get('outside')
  outside(@CurrentSession() session: LiveSession): Promise<unknown> {
    return this.api.call(session, 'orders', { path: '/../admin' });
  }

  @Get('failing')
  async failing(@CurrentSession() session: LiveSession): Promise<unknown> {
    return this.api.call(session, 'orders', { path: '/status/503' });
  }

  @Get('stream')
  async stream(@CurrentSession() session: LiveSession): Promise<unknown> {
    return (await this.api.call(session, 'orders', { path: '/events' })).text();
  }

  @Get('nothing')
  nothing(): never {
    throw new NotFoundException('no such report');
  }
}

@Controller('api/misspelt')
@Route({ access: 'session' })
class MisspeltController {
  @Get()
  @RequiresPermission('mail.read', 'orders.raed')
  get(): object {
    return {};
  }
}

/** Declares no access. */
@Controller('open')
class UndeclaredController {
  @Get()
  get(): object {
    return {};
  }
}

function hostWith(controllers: Type[], config: AppConfig, options: BffOptions): DynamicModule {
  @Module({})
  class HostModule {}

  return { module: HostModule, imports: [BffModule.forRoot(config, options)], controllers };
}

/** The service in another Nest application (packages/service/README.md). */
describe('the service as a library', () => {
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.start({}, (config, options = {}) => {
      // The permissions of its handlers come with the APIs.
      const controllers = config.permissions.has('orders.read') ? [ReportsController] : [];
      const host = hostWith(controllers, config, { ...options, without: ['people'], webRoot: 'none' });
      return NestFactory.create<NestFastifyApplication>(host, new BffAdapter(config, options.logger), {
        logger: false,
        abortOnError: false,
      });
    });
    await restartWithApis(system);
  });

  beforeEach(async () => {
    system.reset();
    browser = await system.signedIn(alice);
  });

  afterAll(() => system.close());

  const config = (): AppConfig => loadConfig(system.environment, (path) => readFileSync(path, 'utf8'));
  const get = (path: string): Promise<Answer> => browser.xhr('GET', path);

  it('signs users in, and serves mail', async () => {
    expect((await get('/api/mail/messages')).status).toBe(200);
    expect((await get('/api/mail/messages?top=x')).status).toBe(400);
  });

  it('protects controllers of the host that declare nothing else', async () => {
    expect((await system.browser().xhr('GET', '/api/reports/who')).status).toBe(401);
    expect((await fetch(`${system.origin}/api/reports/who`)).status).toBe(403);
    expect(jsonOf(await get('/api/reports/who'))).toEqual({ username: alice });
  });

  it('returns the prompt for what a handler requires, and permits users who have granted it', async () => {
    const refused = await get('/api/reports/orders');

    expect(refused.status).toBe(403);
    expect(jsonOf(refused)).toMatchObject({
      code: 'consent_required',
      permissions: ['orders.read'],
      scopes: [ordersScope('Orders.Read')],
      interactionUrl: expect.stringContaining('/auth/interactions/'),
    });
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(refused);
    await system.walk(browser, await browser.navigate(`${interactionUrl}?returnTo=/`), alice);
    const answer = await get('/api/reports/orders');

    expect([answer.status, jsonOf(answer)]).toEqual([200, { status: 200, orders: expect.anything() }]);
  });

  it('lets a handler answer without the part that needs the user', async () => {
    const answer = await get('/api/reports/overview');
    expect([answer.status, jsonOf(answer)]).toEqual([200, { orders: 'consent_required' }]);
  });

  it('requests only what is missing, of handlers that require two resources', async () => {
    expect(jsonOf(await get('/api/reports/both'))).toMatchObject({ permissions: ['orders.read'] });
    system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read')]);
    const asked = await system.signedIn(alice);

    expect((await asked.xhr('GET', '/api/reports/both')).status).toBe(200);
  });

  it('calls an API with the permissions for writing when the method is not safe', async () => {
    expect(jsonOf(await browser.xhr('POST', '/api/reports/order'))).toMatchObject({ permissions: ['orders.write'] });
    system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read'), ordersScope('Orders.Write')]);
    const asked = await system.signedIn(alice);
    const answer = await asked.xhr('POST', '/api/reports/order');

    expect([answer.status, jsonOf(answer)]).toEqual([201, { status: 201 }]);
    expect(system.logLines.join('')).toContain('"audit":"api_write"');
  });

  it('calls an API as the user, whatever the code says, and nowhere else', async () => {
    system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read')]);
    const asked = await system.signedIn(alice);
    const { headers } = jsonOf<{ headers: Record<string, string> }>(await asked.xhr('GET', '/api/reports/echo'));

    expect(headers['authorization']).not.toContain('somebody-else');
    expect(headers['x-report']).toBe('yes');
    expect((await asked.xhr('GET', '/api/reports/outside')).status).toBe(400);
    const failed = await asked.xhr('GET', '/api/reports/failing');
    expect([failed.status, jsonOf(failed)['code']]).toEqual([502, 'api_error']);
    // It is unterminated, and so is not parsed.
    expect(jsonOf(await asked.xhr('GET', '/api/reports/stream'))['code']).toBe('api_error');
  });

  it('has at most 16 calls of a user in flight, together with the relayed ones', async () => {
    system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read')]);
    const asked = await system.signedIn(alice);
    await asked.xhr('GET', '/api/reports/echo');
    system.sandbox.control.addFault({ point: 'orders', action: { kind: 'gate', name: 'full' } });
    const before = system.sandbox.control.counters()['orders'] ?? 0;
    const calls = Array.from({ length: 16 }, (_, index) =>
      asked.xhr('GET', index % 2 === 0 ? '/api/reports/echo' : '/api/orders/orders'),
    );
    await eventually(() => {
      expect((system.sandbox.control.counters()['orders'] ?? 0) - before).toBe(16);
    });

    const refused = await asked.xhr('GET', '/api/reports/echo');
    system.sandbox.control.clearFaults();

    expect([refused.status, jsonOf(refused)['code']]).toEqual([429, 'throttled']);
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect((await asked.xhr('GET', '/api/reports/echo')).status).toBe(200);
  });

  it.each<[string, () => FastifyAdapter, Type[], RegExp]>([
    ["Nest's own adapter", () => new FastifyAdapter(), [ReportsController], /needs its own adapter/],
    [
      'a route that declares nothing',
      () => new BffAdapter(config()),
      [UndeclaredController],
      /GET \/open has no complete @Route/,
    ],
    [
      'a handler that requires a permission which is not there',
      () => new BffAdapter(config()),
      [MisspeltController, ReportsController],
      /^MisspeltController\.get requires orders\.raed: there is no such permission/,
    ],
  ])('does not start with %s', async (_, adapter, controllers, message) => {
    const host = hostWith(controllers, config(), { webRoot: 'none', logger: new Logger('silent') });
    const app = await NestFactory.create(host, adapter(), { logger: false, abortOnError: false });

    await expect(app.init()).rejects.toThrow(message);
    await app.close();
  });

  it('returns errors of the host as problems, and omits what it is configured to', async () => {
    expect(jsonOf(await get('/api/reports/nothing'))).toMatchObject({ status: 404, code: 'not_found' });
    expect((await get('/api/people?search=bob')).status).toBe(404);
    expect((await get('/')).status).toBe(404);
  });
});
