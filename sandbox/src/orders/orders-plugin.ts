import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessTokenVerifier, FaultAction, FaultRegistry, RecordedRequest } from '../model.js';
import { appCaller, callerOf, rememberCaller, userCaller } from './caller.js';
import { serveOrders } from './orders-routes.js';
import { serveTrials } from './trial-routes.js';

export interface OrdersDeps {
  readonly accessTokens: AccessTokenVerifier;
  readonly faults: FaultRegistry;
  readonly now: () => number;
  readonly record: (request: RecordedRequest) => void;
  /** `https://localhost:4014/v1`. */
  readonly url: () => string;
}

/** nginx's status for a client that closed the connection before the response. */
const clientGone = 499;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * The organization's own API, like an ASP.NET service with Microsoft.Identity.Web: it accepts tokens for its audience only,
 * and has a scope for reading and one for writing. Scripted failures apply at the point `orders`.
 */
export function ordersPlugin(deps: OrdersDeps): FastifyPluginCallback {
  return (app, _options, done) => {
    passBodiesAsStreams(app);
    app.addHook('onRequest', async (request, reply) => {
      record(deps, request, reply);
      // Headers that a service behind a load balancer sends, and that a proxy must not pass on.
      void reply.headers({
        server: 'Kestrel',
        'x-powered-by': 'ASP.NET',
        'set-cookie': 'ARRAffinity=5eed; Path=/; HttpOnly',
        'access-control-allow-origin': '*',
      });
      await authorize(deps, request, reply);
      if (!reply.sent) {
        await applyFault(deps, request, reply);
      }
    });
    serveOrders(app, deps);
    serveTrials(app);
    done();
  };
}

function passBodiesAsStreams(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => {
    done(null, payload);
  });
}

function record(deps: OrdersDeps, request: FastifyRequest, reply: FastifyReply): void {
  const entry: RecordedRequest & { status?: number } = {
    at: deps.now(),
    point: 'orders',
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
  };
  deps.record(entry);
  reply.raw
    .once('finish', () => {
      entry.status = reply.raw.statusCode;
    })
    .once('close', () => {
      entry.status ??= clientGone;
    });
}

async function authorize(deps: OrdersDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const check = await deps.accessTokens.verify(request.headers.authorization);
  switch (check.kind) {
    case 'invalid':
      refuseToken(reply, check.message);
      return;
    case 'claims_challenge':
      challenge(reply, check.claims);
      return;
    case 'ok':
      rememberCaller(request, userCaller(check.caller));
      break;
    case 'app':
      rememberCaller(request, appCaller(check.caller));
  }
  const { mayRead, mayWrite } = callerOf(request);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!(isRead ? mayRead : mayWrite)) {
    void reply.code(403).send({ error: 'The token has none of the scopes or roles that this needs.' });
  }
}

function refuseToken(reply: FastifyReply, message: string): void {
  void reply
    .code(401)
    .header('www-authenticate', `Bearer error="invalid_token", error_description="${message}"`)
    .send({ error: message });
}

function challenge(reply: FastifyReply, claims: string): void {
  const encoded = Buffer.from(claims).toString('base64');
  void reply
    .code(401)
    .header('www-authenticate', `Bearer realm="", error="insufficient_claims", claims="${encoded}"`)
    .send({ error: 'insufficient_claims' });
}

/** Applies the fault that is scripted for the next request. */
async function applyFault({ faults }: OrdersDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const facts = {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '',
    user: callerOf(request).name,
  };
  const action = faults.take('orders', facts)?.action;
  if (action !== undefined) {
    await act(action, faults, request, reply);
  }
}

async function act(
  action: FaultAction,
  faults: FaultRegistry,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  switch (action.kind) {
    case 'respond':
      await reply
        .code(action.status)
        .headers(action.headers ?? {})
        .send(action.body ?? '');
      return;
    case 'graph_error':
      await reply.code(action.status).send({ error: action.code });
      return;
    case 'oauth_error':
      if (action.claims === undefined) {
        refuseToken(reply, action.error);
      } else {
        challenge(reply, action.claims);
      }
      return;
    case 'reset':
      reply.hijack();
      request.raw.socket.destroy();
      return;
    case 'hang':
      reply.hijack();
      return;
    case 'delay':
      await pause(action.milliseconds);
      return;
    case 'gate':
      await faults.waitAtGate(action.name);
      return;
    case 'amend':
    case 'defect':
  }
}
