import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault, RecordedRequest } from '../model.js';
import type { Answer } from './answer.js';
import { EntraError } from './entra-error.js';
import { headersOf, lenientFormOf, type Parameters, pathOf } from './parameters.js';
import type { EntraWorld } from './world.js';

export interface Strike {
  /** Names of token or metadata defects that the endpoint has to build in. */
  readonly defects: ReadonlySet<string>;
  /** An OAuth refusal that the endpoint has to give in its own form. */
  readonly refusal: EntraError | undefined;
}

export interface Endpoint {
  readonly point: string;
  readonly facts?: (request: FastifyRequest) => Parameters;
  /** `refuse` gives an error its form: JSON for clients, a page for people. */
  readonly refuse: (error: EntraError, request: FastifyRequest) => Answer;
  readonly answer: (request: FastifyRequest, strike: Strike) => Answer | Promise<Answer>;
}

type Outcome = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'silence' };

const SCRIPTED_TEXT = 'This refusal was scripted through the control API of the sandbox.';

/** Runs an endpoint: records the request, applies the scripted faults, sends the answer. */
export const serve =
  (world: EntraWorld, endpoint: Endpoint) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const form = lenientFormOf(request);
    const facts = { method: request.method, path: pathOf(request), ...form, ...endpoint.facts?.(request) };
    const record: { -readonly [Member in keyof RecordedRequest]: RecordedRequest[Member] } = {
      at: world.clock.now(),
      point: endpoint.point,
      method: request.method,
      path: request.url,
      headers: headersOf(request),
      ...(form === undefined ? {} : { form }),
    };
    world.requests.record(record);
    const outcome = await run(world, endpoint, request, world.faults.takeAll(endpoint.point, facts));
    reply.hijack();
    if (outcome.kind === 'silence') return;
    record.status = outcome.answer.status;
    if (endpoint.point === 'token') record.answer = outcome.answer.body;
    send(reply, outcome.answer, request.method === 'HEAD');
  };

async function run(
  world: EntraWorld,
  endpoint: Endpoint,
  request: FastifyRequest,
  faults: readonly Fault[],
): Promise<Outcome> {
  let refusal: EntraError | undefined;
  const defects = new Set<string>();
  for (const { action } of faults) {
    switch (action.kind) {
      case 'delay':
      case 'gate':
        if (action.when !== 'after') await pause(world, action);
        break;
      case 'hang':
        return { kind: 'silence' };
      case 'reset':
        if (action.when === 'before') return lose(request);
        break;
      case 'respond':
      case 'graph_error':
        return { kind: 'answer', answer: scripted(action) };
      case 'oauth_error':
        refusal = new EntraError(action.error, action.code, SCRIPTED_TEXT, {
          ...(action.suberror === undefined ? {} : { suberror: action.suberror }),
          ...(action.claims === undefined ? {} : { claims: action.claims }),
        });
        break;
      case 'defect':
        defects.add(action.name);
        break;
    }
  }
  const answer = await answerOrRefuse(endpoint, request, { defects, refusal });
  for (const { action } of faults) {
    if ((action.kind === 'delay' || action.kind === 'gate') && action.when === 'after') await pause(world, action);
    if (action.kind === 'reset' && action.when === 'after') return lose(request);
  }
  return { kind: 'answer', answer };
}

async function answerOrRefuse(endpoint: Endpoint, request: FastifyRequest, strike: Strike): Promise<Answer> {
  try {
    return await endpoint.answer(request, strike);
  } catch (error) {
    if (error instanceof EntraError) return endpoint.refuse(error, request);
    throw error;
  }
}

const pause = (world: EntraWorld, action: Extract<Fault['action'], { kind: 'delay' | 'gate' }>): Promise<unknown> =>
  action.kind === 'gate' ? world.faults.waitAtGate(action.name) : sleep(action.milliseconds, undefined, { ref: false });

function lose(request: FastifyRequest): Outcome {
  request.raw.socket.destroy();
  return { kind: 'silence' };
}

const scripted = (action: Extract<Fault['action'], { kind: 'respond' | 'graph_error' }>): Answer =>
  action.kind === 'respond'
    ? { status: action.status, headers: action.headers ?? {}, body: action.body ?? '' }
    : {
        status: action.status,
        headers: { 'content-type': 'application/json', ...action.headers },
        body: JSON.stringify({ error: { code: action.code, message: action.message ?? SCRIPTED_TEXT } }),
      };

function send(reply: FastifyReply, answer: Answer, isHead: boolean): void {
  const { raw } = reply;
  if (raw.destroyed || raw.writableEnded) return;
  const body = Buffer.from(answer.body, 'utf8');
  raw.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  raw.end(isHead ? undefined : body);
}
