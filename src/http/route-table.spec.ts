import { Controller, Get, Post } from '@nestjs/common';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

import { StepServer } from '../../test/support/step-server.js';
import type { RoutePolicy } from '../common/index.js';
import { json, policyFrom, Route } from './route.decorator.js';

describe('the declaration of a route', () => {
  @Route({ access: 'session', permissions: ['mail.read'] })
  @Controller('x')
  class Declared {
    @Get()
    read(): void {
      // Asked for its declaration only.
    }

    @Post()
    @Route({ body: json(10), permissions: ['mail.write'] })
    write(): void {
      // Asked for its declaration only.
    }
  }

  @Controller('y')
  class Undeclared {
    @Get()
    @Route({ body: json(10) })
    read(): void {
      // Asked for its declaration only.
    }
  }

  const policyAt = (handler: object): RoutePolicy | undefined =>
    (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as { policy?: RoutePolicy } | undefined)?.policy;

  it('takes from the class what the method does not declare', () => {
    const { prototype } = Declared;

    expect(policyAt(prototype.read)).toMatchObject({
      access: 'session',
      csrf: true,
      budget: 'session',
      extendsIdle: true,
      permissions: ['mail.read'],
      body: { kinds: [] },
    });
    expect(policyAt(prototype.write)).toMatchObject({
      access: 'session',
      permissions: ['mail.write'],
      body: { kinds: ['json'], limitBytes: 10 },
    });
  });

  it.each([
    ['without access', {}],
    ['of a public route without csrf', { access: 'public', budget: 'none' }],
    ['of a public route without budget', { access: 'public', csrf: false }],
  ] as const)('%s is incomplete', (_, declaration) => {
    expect(policyFrom(declaration)).toBeUndefined();
    expect(policyAt(Undeclared.prototype.read)).toBeUndefined();
  });
});

describe('the table of routes', () => {
  it('refuses to start with a route that has no declaration, and names it', () => {
    const { fastify } = new StepServer();

    expect(() => fastify.get('/forgotten/:id', () => '')).toThrow(/GET \/forgotten\/:id .*@Route/);
  });

  it('gives what a library serves the policy of the caller', async () => {
    const { fastify, routes } = new StepServer();
    const policy = policyFrom({ access: 'public', csrf: false, budget: 'none' });
    await routes.declareAll(policy as RoutePolicy, () => Promise.resolve(void fastify.get('/page', () => '')));

    expect(routes.routes).toContainEqual(expect.objectContaining({ method: 'GET', path: '/page', policy }));
    expect(() => fastify.get('/other', () => '')).toThrow(/@Route/);
  });

  it('treats unrouted paths by the routes beside them', () => {
    const { routes } = new StepServer()
      .serve('GET', '/data/:id', { access: 'session' })
      .serve('GET', '/open/x', { access: 'public', csrf: false, budget: 'none' });

    expect(['/data', '/data/a/b', '/%64ata/x', '/open/y'].map((path) => routes.isBesideRoutes(path))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['/', '/database', '/mail/data', '/*'].map((path) => routes.isBesideRoutes(path))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([routes.asksForCsrf('/data/nothing'), routes.asksForCsrf('/open/nothing')]).toEqual([true, false]);
    expect([routes.methodsAt('/data/1'), routes.methodsAt('/data/1/2')]).toEqual([['GET', 'HEAD'], []]);
  });
});
