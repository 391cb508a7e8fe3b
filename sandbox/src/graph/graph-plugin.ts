import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { exchangeOf, openExchange, withhold } from './exchange.js';
import { GraphControl } from './graph-control.js';
import type { GraphDeps } from './graph-deps.js';
import { GraphState } from './graph-state.js';
import { compressed } from './compression.js';
import { Pipeline, type Reaction } from './pipeline.js';
import { Router } from './router.js';
import { ROUTES } from './routes/index.js';
import { serveUploads } from './routes/upload-chunks.js';

const maximumBodyBytes = 4 * 1024 * 1024;

export interface GraphPlugin extends FastifyPluginAsync {
  readonly control: GraphControl;
  /**
   * Accepts the bytes of upload sessions. When it is registered separately, e.g. with the prefix `/api/v2.0`, upload URLs are
   * outside of `/v1.0`, as Outlook's own are. Otherwise they are below it.
   */
  readonly uploads: FastifyPluginCallback;
}

/** Bodies are not parsed until a handler reads them, because the real service parses after it has authorised. */
function parseBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function send(reply: FastifyReply, reaction: Reaction): FastifyReply {
  if (reaction.kind !== 'answer') {
    return withhold(reply, reaction.kind);
  }
  const { headers, payload } = compressed(reaction, reply.request.headers['accept-encoding']);
  return reply.code(reaction.status).headers(headers).send(payload);
}

/** Graph permits calls from pages of every origin: their token identifies the caller. */
function allowPages({ headers, method }: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (headers.origin === undefined) {
    return reply;
  }
  const asked = headers['access-control-request-headers'];
  return reply.headers({
    'access-control-allow-origin': '*',
    'access-control-expose-headers':
      'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, WWW-Authenticate, Retry-After',
    ...(method !== 'OPTIONS'
      ? {}
      : { 'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE', 'access-control-max-age': '3600' }),
    ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
  });
}

function serveGraph(app: FastifyInstance, graphState: GraphState): void {
  const pipeline = new Pipeline(app.prefix, graphState, new Router(ROUTES));
  parseBodiesAsBytes(app);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS') {
      void allowPages(request, reply).code(200).send('');
      return;
    }
    openExchange(graphState.deps, request, reply);
    allowPages(request, reply);
    done();
  });
  app.setErrorHandler((error, request, reply) => send(reply, pipeline.refusal(error, exchangeOf(request))));
  app.all('/*', { bodyLimit: maximumBodyBytes }, async (request, reply) => {
    const reaction = await pipeline.react({
      method: request.method,
      url: request.url.slice(app.prefix.length),
      headers: request.headers,
      body: Buffer.isBuffer(request.body) ? request.body : undefined,
      exchange: exchangeOf(request),
      onEnd: (work) => {
        if (reply.raw.closed) {
          work();
        } else {
          reply.raw.once('close', work);
        }
      },
    });
    return send(reply, reaction);
  });
}

/** The local Graph v1.0; to be registered with the prefix `/v1.0`. */
export function graphPlugin(deps: GraphDeps): GraphPlugin {
  const graphState = new GraphState(deps);
  const takeUploads = (app: FastifyInstance): void => {
    parseBodiesAsBytes(app);
    serveUploads(app, graphState);
  };
  const uploads: FastifyPluginCallback = (app, _options, done) => {
    graphState.uploadPrefix = app.prefix;
    takeUploads(app);
    done();
  };
  const plugin: FastifyPluginAsync = async (app) => {
    await app.register((below, _options, done) => {
      // Two listeners start in any order: the separate prefix takes precedence.
      graphState.uploadPrefix ??= below.prefix;
      takeUploads(below);
      done();
    });
    await app.register((graph, _options, done) => {
      serveGraph(graph, graphState);
      done();
    });
  };
  return Object.assign(plugin, { control: new GraphControl(graphState), uploads });
}
