import { existsSync } from 'node:fs';
import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Serves the SPA. Files with a hash in their name never change; every other path is a place inside the app and gets the
 * start page. Without a built SPA there is none, and the service is an API only.
 */
export async function serveWeb(fastify: FastifyInstance, webRoot: string): Promise<void> {
  if (!existsSync(join(webRoot, 'index.html'))) {
    return;
  }
  await fastify.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      void response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  fastify.get('/*', (request, reply) => {
    if (/^\/(?:api|auth|graph|health|problems|assets)(?:\/|$)/.test(request.url)) {
      reply.callNotFound();
      return reply;
    }
    return reply.sendFile('index.html');
  });
}
