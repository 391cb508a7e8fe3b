import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { amended } from '../control/index.js';
import type { Fault, FaultAction, RecordedRequest } from '../model.js';
import type { Answer } from '../answer.js';
import { EntraError } from './entra-error.js';
import { headersOf, lenientFormOf, type Parameters, pathOf } from './parameters.js';
import type { EntraContext } from './entra-context.js';

export interface ScriptedEffects {
  /** Names of token or metadata defects that the endpoint has to apply. */
  readonly defects: ReadonlySet<string>;
  /** An OAuth refusal that the endpoint has to return in its own format. */
  readonly refusal: EntraError | undefined;
}

export interface Endpoint {
  readonly point: string;
  readonly facts?: (request: FastifyRequest) => Parameters;
  /** Formats an error as JSON for clients, or as a page for users. */
  readonly refuse: (error: EntraError, request: FastifyRequest) => Answer;
  readonly answer: (request: FastifyRequest, effects: ScriptedEffects) => Answer | Promise<Answer>;
}

type Outcome = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'silence' };

const scriptedText = 'This refusal was scripted through the control API of the sandbox.';

/** Runs an endpoint: records the request, applies the scripted faults, sends the response. */
export function serve(entra: EntraContext, endpoint: Endpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const form = lenientFormOf(request);
    const facts: Parameters = { method: request.method, path: pathOf(request), ...form, ...endpoint.facts?.(request) };
    const record: { -readonly [Member in keyof RecordedRequest]: RecordedRequest[Member] } = {
      at: entra.clock.now(),
      point: endpoint.point,
      method: request.method,
      path: request.url,
      headers: headersOf(request),
      ...(form === undefined ? {} : { form }),
    };
    entra.requests.record(record);
    const outcome = await run(entra, endpoint, request, facts, entra.faults.takeAll(endpoint.point, facts));
    reply.hijack();
    if (outcome.kind === 'silence') {
      return;
    }
    record.status = outcome.answer.status;
    if (endpoint.point === 'token') {
      record.answer = outcome.answer.body;
    }
    send(reply, outcome.answer, request.method === 'HEAD');
  };
}

async function run(
  entra: EntraContext,
  endpoint: Endpoint,
  request: FastifyRequest,
  facts: Parameters,
  faults: readonly Fault[],
): Promise<Outcome> {
  let refusal: EntraError | undefined;
  const defects = new Set<string>();
  for (const { action } of faults) {
    switch (action.kind) {
      case 'delay':
      case 'gate':
        if (action.when !== 'after') {
          await pause(entra, action);
        }
        break;
      case 'hang':
        return { kind: 'silence' };
      case 'reset':
        if (action.when === 'before') {
          return lose(request);
        }
        break;
      case 'respond':
      case 'graph_error':
        if (action.when !== 'after') {
          return { kind: 'answer', answer: scripted(action, facts) };
        }
        break;
      case 'oauth_error':
        refusal = refusalOf(action);
        break;
      case 'defect':
        defects.add(action.name);
        break;
      case 'amend':
        break;
    }
  }
  return afterwards(entra, request, facts, faults, await answerOrRefuse(endpoint, request, { defects, refusal }));
}

/** Applies the faults that are scripted for after the work. */
async function afterwards(
  entra: EntraContext,
  request: FastifyRequest,
  facts: Parameters,
  faults: readonly Fault[],
  given: Answer,
): Promise<Outcome> {
  let answer = given;
  for (const { action } of faults) {
    if ((action.kind === 'delay' || action.kind === 'gate') && action.when === 'after') {
      await pause(entra, action);
    }
    if (action.kind === 'reset' && action.when === 'after') {
      return lose(request);
    }
    if ((action.kind === 'respond' || action.kind === 'graph_error') && action.when === 'after') {
      answer = scripted(action, facts);
    }
    if (action.kind === 'amend') {
      answer = { ...answer, headers: { ...answer.headers, ...action.headers }, body: amended(answer.body, action) };
    }
  }
  return { kind: 'answer', answer };
}

function refusalOf(action: Extract<FaultAction, { kind: 'oauth_error' }>): EntraError {
  const { suberror, claims, subcode, status } = action;
  return new EntraError(action.error, action.code, action.description ?? scriptedText, {
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
    ...(subcode === undefined ? {} : { subcode }),
    ...(status === undefined ? {} : { status }),
  });
}

async function answerOrRefuse(endpoint: Endpoint, request: FastifyRequest, effects: ScriptedEffects): Promise<Answer> {
  try {
    return await endpoint.answer(request, effects);
  } catch (error) {
    if (error instanceof EntraError) {
      return endpoint.refuse(error, request);
    }
    throw error;
  }
}

function pause(entra: EntraContext, action: Extract<FaultAction, { kind: 'delay' | 'gate' }>): Promise<unknown> {
  return action.kind === 'gate'
    ? entra.faults.waitAtGate(action.name)
    : sleep(action.milliseconds, undefined, { ref: false });
}

function lose(request: FastifyRequest): Outcome {
  request.raw.socket.destroy();
  return { kind: 'silence' };
}

function filled(text: string, facts: Parameters, encode: (value: string) => string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => encode(facts[name] ?? ''));
}

function scripted(action: Extract<FaultAction, { kind: 'respond' | 'graph_error' }>, facts: Parameters): Answer {
  return action.kind === 'respond'
    ? {
        status: action.status,
        headers: Object.fromEntries(
          Object.entries(action.headers ?? {}).map(([name, value]) => [name, headerOf(value, facts)]),
        ),
        body: filled(action.body ?? '', facts, (value) => value),
      }
    : {
        status: action.status,
        headers: { 'content-type': 'application/json', ...action.headers },
        body: JSON.stringify({ error: { code: action.code, message: action.message ?? scriptedText } }),
      };
}

/** Inserts a value unchanged at the beginning, where it is an address, and encoded anywhere else. */
function headerOf(value: string, facts: Parameters): string {
  return filled(
    value.replace(/^\{\{(\w+)\}\}/, (_, name: string) => facts[name] ?? ''),
    facts,
    encodeURIComponent,
  );
}

function send(reply: FastifyReply, answer: Answer, isHead: boolean): void {
  const { raw } = reply;
  if (raw.destroyed || raw.writableEnded) {
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  raw.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  raw.end(isHead ? undefined : body);
}
