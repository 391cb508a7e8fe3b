import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Frontend, Frontends } from '../config/index.js';
import type { RouteTable } from './route-table.js';
import { cacheRules, filePolicy, looksLikeFile, serveWeb } from './static-app.js';

/** Files of one SPA, by their paths below its folder. */
interface Site {
  readonly root: string;
  readonly files: ReadonlySet<string>;
  /** First segments of those paths: a path beside a file is not a route of the app. */
  readonly areas: ReadonlySet<string>;
}

/** Serves each frontend its SPA, as `serveWeb` does where they all have the same. */
export async function serveSites(
  fastify: FastifyInstance,
  routes: RouteTable,
  frontends: Frontends,
  rootOf: (frontend: Frontend) => string,
): Promise<void> {
  const roots = new Set(frontends.all.map(rootOf));
  const [root, another] = roots;
  if (root !== undefined && another === undefined) {
    await serveWeb(fastify, routes, root);
    return;
  }
  const built = await Promise.all([...roots].filter(isBuilt).map(siteOf));
  const sites = new Map(
    frontends.all.map((frontend) => [frontend, built.find((site) => site.root === rootOf(frontend))]),
  );
  await fastify.register(fastifyStatic, {
    serve: false,
    root: built.map((site) => site.root),
    preCompressed: true,
    ...cacheRules,
  });
  const send = (request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply => {
    const site = sites.get(frontends.of(request));
    const file = site && fileAt(site, path);
    if (site !== undefined && file !== undefined) {
      return reply.sendFile(file, site.root);
    }
    reply.callNotFound();
    return reply;
  };
  // A route for each file, so that a path that is not a file of any SPA is distinguished from one beside the API's.
  routes.standAlone(() => {
    for (const file of new Set(built.flatMap(({ files }) => [...files]))) {
      fastify.get(`/${file}`, { config: { policy: filePolicy } }, (request, reply) => send(request, reply, file));
    }
  });
  fastify.get('/*', { config: { policy: { ...filePolicy, isFallBack: true } } }, (request, reply) =>
    send(request, reply, (request.params as { readonly '*': string })['*']),
  );
}

/** The start page for a place inside the app; undefined: there is nothing. */
function fileAt({ files, areas }: Site, path: string): string | undefined {
  if (files.has(path)) {
    return path;
  }
  const [area = ''] = path.split('/', 1);
  return areas.has(area) || looksLikeFile.test(path) ? undefined : 'index.html';
}

function isBuilt(root: string): boolean {
  return existsSync(join(root, 'index.html'));
}

/** Without the copies that the build has compressed (web/compress-assets.mjs), and hidden files. */
async function siteOf(root: string): Promise<Site> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join('/'))
    .filter((path) => !/\.(?:br|gz)$/.test(path) && !/(?:^|\/)\./.test(path));
  return { root, files: new Set(paths), areas: new Set(paths.map((path) => path.split('/', 1)[0] ?? '')) };
}
