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
import type { EntraContext } from './entra-context.js';

type Methods = 'GET' | readonly ['GET', 'POST'] | 'POST';

function add(app: FastifyInstance, entra: EntraContext, method: Methods, url: string, endpoint: Endpoint): void {
  app.route({
    method: [...(typeof method === 'string' ? [method] : method)],
    url,
    exposeHeadRoute: false,
    handler: serve(entra, endpoint),
  });
}

/** Form bodies are not parsed here, so that the endpoints can refuse duplicated parameters. */
async function acceptForms(app: FastifyInstance): Promise<void> {
  await app.register(formbody, {
    parser: (encodedForm) => ({ encodedForm }) satisfies EncodedForm as unknown as Record<string, unknown>,
  });
}

/** The endpoints that clients call over https. */
export function authorityRoutes(entra: EntraContext): FastifyPluginAsync {
  return async (app) => {
    await acceptForms(app);
    const discovery = discoveryEndpoint(entra);
    add(app, entra, 'GET', '/:tenant/v2.0/.well-known/openid-configuration', discovery);
    add(app, entra, 'GET', '/:tenant/discovery/v2.0/keys', keysEndpoint(entra));
    add(app, entra, 'GET', '/common/discovery/instance', instanceDiscoveryEndpoint(entra));
    add(app, entra, 'POST', '/:tenant/oauth2/v2.0/token', tokenEndpoint(entra));
    add(app, entra, 'POST', '/:tenant/oauth2/v2.0/devicecode', deviceCodeEndpoint(entra));
    app.options('/:tenant/oauth2/v2.0/token', preflight('POST, OPTIONS'));
    app.options('/:tenant/v2.0/.well-known/openid-configuration', preflight('GET, OPTIONS'));
    app.options('/:tenant/discovery/v2.0/keys', preflight('GET, OPTIONS'));
    app.options('/common/discovery/instance', preflight('GET, OPTIONS'));
  };
}

/** The pages for the browser. */
export function pageRoutes(entra: EntraContext): FastifyPluginAsync {
  return async (app) => {
    await acceptForms(app);
    add(app, entra, ['GET', 'POST'], '/:tenant/oauth2/v2.0/authorize', authorizeEndpoint(entra));
    add(app, entra, ['GET', 'POST'], '/:tenant/oauth2/v2.0/logout', logoutEndpoint(entra));
    add(app, entra, ['GET', 'POST'], '/:tenant/v2.0/adminconsent', adminConsentEndpoint(entra));
    add(app, entra, ['GET', 'POST'], deviceLoginPath, deviceLoginEndpoint(entra));
  };
}
