import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { isPublicKey } from '../../src/common/public.decorator.js';
import { Logger } from '../../src/common/index.js';
import { loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';

/** Open to everybody. A route that is not here needs a session; adding one is a decision of its own. */
const publicRoutes = [
  'GET /auth/admin-consent/callback',
  'GET /auth/callback',
  'GET /auth/frontchannel-logout',
  'GET /auth/interactions/:ticket',
  'GET /auth/login',
  'GET /auth/session',
  'GET /health/live',
  'GET /health/ready',
  'GET /problems/:code',
  'POST /auth/logout',
  'POST /graph/notifications',
];

interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly path: string;
  readonly isPublic: boolean;
}

type Handler = (...values: unknown[]) => unknown;

function routesOf(app: NestFastifyApplication): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap(({ controllers: all }) => [...all.values()]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as unknown as { prototype: Record<string, Handler> };
    return Object.getOwnPropertyNames(type.prototype)
      .map((name) => type.prototype[name])
      .filter(
        (handler): handler is Handler => typeof handler === 'function' && Reflect.hasMetadata(METHOD_METADATA, handler),
      )
      .map((handler) => {
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] as Route['method'];
        const parts = [
          Reflect.getMetadata(PATH_METADATA, type) as string,
          Reflect.getMetadata(PATH_METADATA, handler) as string,
        ];
        const path = `/${parts
          .flatMap((part) => part.split('/'))
          .filter(Boolean)
          .join('/')}`;
        const isPublic = [handler, type].some((target) => Reflect.getMetadata(isPublicKey, target) === true);
        return { name: `${method} ${path}`, method, path, isPublic };
      });
  });
}

describe('the routes', () => {
  let app: NestFastifyApplication;
  let routes: Route[];
  let origin: string;

  const ask = async (
    { name, method, path }: Route,
    headers: Record<string, string>,
  ): Promise<[string, number, string]> => {
    const response = await fetch(origin + path.replaceAll(/:\w+/g, 'x'), { method, headers });
    return [name, response.status, ((await response.json()) as { code: string }).code];
  };

  beforeAll(async () => {
    const config = loadConfig(
      {
        ENTRA_TENANT: 'common',
        ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
        ENTRA_CLIENT_SECRET: 'not used',
        NODE_ENV: 'test',
      },
      () => '',
    );
    app = await createApp(config, { logger: new Logger('silent') });
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
    routes = routesOf(app);
  });

  afterAll(() => app.close());

  it('that are public are the listed ones', () => {
    expect(
      routes
        .filter(({ isPublic }) => isPublic)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(publicRoutes);
  });

  it('do not take change notifications unless that is configured', async () => {
    const response = await fetch(`${origin}/graph/notifications?validationToken=x`, { method: 'POST' });

    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'not_found']);
  });

  it('of a handler are the ones that the server answers', () => {
    expect(routes.length).toBeGreaterThan(25);
    routes.forEach(({ method, path }) => {
      expect([path, app.getHttpAdapter().getInstance().hasRoute({ method, url: path })]).toEqual([path, true]);
    });
  });

  it('that are not public refuse a request without a session', async () => {
    const answers = await Promise.all(
      routes.filter(({ isPublic }) => !isPublic).map((route) => ask(route, { 'x-csrf': '1' })),
    );

    expect(answers.length).toBeGreaterThan(15);
    expect(answers.filter(([, status, code]) => status !== 401 || code !== 'login_required')).toEqual([]);
  });

  it('under /api and /auth refuse a request without the CSRF header or, for a navigation, as a subresource', async () => {
    const answers = await Promise.all(
      routes
        .filter(({ path }) => /^\/(?:api|auth)\//.test(path) && path !== '/auth/frontchannel-logout')
        .map((route) => ask(route, { 'sec-fetch-dest': 'image' })),
    );

    expect(
      answers.filter(([, status, code]) => status !== 403 || !/^(?:csrf_rejected|navigation_required)$/.test(code)),
    ).toEqual([]);
  });
});
