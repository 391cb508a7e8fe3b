import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import type { RoutePolicy } from '../common/index.js';
import { noBody } from './route.decorator.js';
import type { RouteTable } from './route-table.js';

/**
 * No route inside the app has a dot in its last part; scanners that request `/.env` would mistake the start page for a
 * hit.
 */
export const looksLikeFile = /\.[^/]*$/;

/**
 * A file whose name changes with its content, as Vite (`app-B3xK_9qa.js`) and webpack (`app.1a2b3c4d.js`) write it.
 * Another file of `assets/`, e.g. a logo of a custom SPA, may change under the same name.
 */
const hashedAsset = /[\\/]assets[\\/](?:.*[\\/])?[^\\/]*[-.](?=[\w-]*[\dA-Z])[\w-]{8,}\.\w+(?:\.(?:map|br|gz))*$/;

/** For @fastify/static. */
export const cacheRules = {
  cacheControl: false,
  setHeaders: (response: { header: (name: string, value: string) => unknown }, path: string): void => {
    response.header('cache-control', hashedAsset.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  },
};

export const filePolicy: RoutePolicy = {
  access: 'public',
  csrf: false,
  body: noBody,
  extendsIdle: false,
  budget: 'none',
  inFlight: undefined,
  isShed: false,
  answer: 'document',
  permissions: [],
  isConditional: false,
  isForAnyHost: false,
  isFallBack: false,
};

/**
 * Serves the SPA. Files with a hash in their name never change. A path that is not a file, does not look like one and
 * is beside no route, is a route inside the app and gets the start page. Without a built SPA the service is an API
 * only.
 */
export async function serveWeb(fastify: FastifyInstance, routes: RouteTable, webRoot: string): Promise<void> {
  if (!existsSync(join(webRoot, 'index.html'))) {
    return;
  }
  await routes.declareAll(filePolicy, async () => {
    await fastify.register(fastifyStatic, {
      root: resolve(webRoot),
      wildcard: false,
      index: false,
      // Copies that the build has compressed (web/compress-assets.mjs); they are not files of the app itself.
      preCompressed: true,
      globIgnore: ['**/*.{br,gz}'],
      ...cacheRules,
    });
  });
  fastify.get('/*', { config: { policy: { ...filePolicy, isFallBack: true } } }, (request, reply) => {
    const { '*': path } = request.params as { readonly '*': string };
    if (looksLikeFile.test(path)) {
      reply.callNotFound();
      return reply;
    }
    return reply.sendFile('index.html');
  });
}
