import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { adminConsentEndpoint } from './admin-consent.js';
import { authorizeEndpoint } from './authorize.js';
import { preflight } from './cross-origin.js';
import { deviceCodeEndpoint, deviceLoginEndpoint, deviceLoginPath } from './device-code.js';
import { discoveryEndpoint } from './discovery.js';
import { type Endpoint, serve } from './fault-point.js';
import { instanceDiscoveryEndpoint } from './instance-discovery.js';
import { keysEndpoint } from './keys.js';
import { logoutEndpoint } from './logout.js';
import type { EncodedForm } from './parameters.js';
import { tokenEndpoint } from './token.js';
import type { EntraWorld } from './world.js';

type Methods = 'GET' | readonly ['GET', 'POST'] | 'POST';

function add(app: FastifyInstance, world: EntraWorld, method: Methods, url: string, endpoint: Endpoint): void {
  app.route({
    method: [...(typeof method === 'string' ? [method] : method)],
    url,
    exposeHeadRoute: false,
    handler: serve(world, endpoint),
  });
}

/** Bodies are kept as they came, so that duplicated parameters can be refused. */
async function acceptForms(app: FastifyInstance): Promise<void> {
  await app.register(formbody, {
    parser: (encodedForm) => ({ encodedForm }) satisfies EncodedForm as unknown as Record<string, unknown>,
  });
}

/** What clients call over https. */
export function authorityRoutes(world: EntraWorld): FastifyPluginAsync {
  return async (app) => {
    await acceptForms(app);
    const discovery = discoveryEndpoint(world);
    add(app, world, 'GET', '/:tenant/v2.0/.well-known/openid-configuration', discovery);
    add(app, world, 'GET', '/:tenant/discovery/v2.0/keys', keysEndpoint(world));
    add(app, world, 'GET', '/common/discovery/instance', instanceDiscoveryEndpoint(world));
    add(app, world, 'POST', '/:tenant/oauth2/v2.0/token', tokenEndpoint(world));
    add(app, world, 'POST', '/:tenant/oauth2/v2.0/devicecode', deviceCodeEndpoint(world));
    app.options('/:tenant/oauth2/v2.0/token', preflight('POST, OPTIONS'));
    app.options('/:tenant/v2.0/.well-known/openid-configuration', preflight('GET, OPTIONS'));
    app.options('/:tenant/discovery/v2.0/keys', preflight('GET, OPTIONS'));
    app.options('/common/discovery/instance', preflight('GET, OPTIONS'));
  };
}

/** What people see in the browser. */
export function pageRoutes(world: EntraWorld): FastifyPluginAsync {
  return async (app) => {
    await acceptForms(app);
    add(app, world, ['GET', 'POST'], '/:tenant/oauth2/v2.0/authorize', authorizeEndpoint(world));
    add(app, world, ['GET', 'POST'], '/:tenant/oauth2/v2.0/logout', logoutEndpoint(world));
    add(app, world, ['GET', 'POST'], '/:tenant/v2.0/adminconsent', adminConsentEndpoint(world));
    add(app, world, ['GET', 'POST'], deviceLoginPath, deviceLoginEndpoint(world));
  };
}
