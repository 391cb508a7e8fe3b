import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { GraphCaller } from '../model.js';
import { newExchange, type Exchange } from './exchange.js';
import {
  actOn,
  amendedAnswer,
  claimsChallenge,
  invalidToken,
  corrupt,
  takeFault,
  type AfterEffect,
} from './fault-actions.js';
import type { GraphAnswer, GraphCall, InnerRequest, InnerResponse } from './graph-call.js';
import { accessDenied, asGraphError, badRequest, errorEnvelope, GraphError } from './graph-error.js';
import type { GraphState } from './graph-state.js';
import { toJson } from './json-response.js';
import { QueryOptions } from './odata/query-options.js';
import { parsePreferences } from './preferences.js';
import type { RouteMatch, Router } from './router.js';
import { covers, mailRead } from './scopes.js';

export const jsonType =
  'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';
const authorizationAddress = 'https://login.microsoftonline.com/common/oauth2/authorize';

export interface Incoming {
  readonly method: string;
  /** Below the version, with the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
  readonly exchange: Exchange;
  /** A part of a batch. */
  readonly isPart?: boolean;
  /** Runs when the response was sent, or when the client has disconnected. */
  onEnd(work: () => void): void;
}

/** What is sent; `cut` and `silence` are scripted. */
export type Reaction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly payload: string | Buffer | Readable | undefined;
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Exchange counts requests to a mailbox. The directory and the change notifications are not part of Exchange. */
function isMailboxPath(path: string): boolean {
  return /^\/me\/(messages|mailfolders|(microsoft\.graph\.)?sendmail)/i.test(path);
}

function directoryDenied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** Everything in this Graph belongs to a user: an app-only token is refused as the real Graph refuses it at `/me`. */
function withoutUser(): GraphError {
  return badRequest('/me request is only valid with delegated authentication flow.');
}

/** The steps of a request: token, limits, scripted faults, route, scopes, handler, response. */
export class Pipeline {
  constructor(
    private readonly prefix: string,
    private readonly graphState: GraphState,
    private readonly router: Router,
  ) {}

  async react(incoming: Incoming): Promise<Reaction> {
    try {
      return await this.#react(incoming);
    } catch (error) {
      return this.refusal(error, incoming.exchange);
    }
  }

  /** Converts any error to Graph's envelope. */
  refusal(error: unknown, exchange: Exchange): Reaction {
    const { status, headers, code, message, innerError } = asGraphError(error);
    // Some refusals have no body.
    if (code === '') {
      return { kind: 'answer', status, headers, payload: undefined };
    }
    const payload = JSON.stringify(errorEnvelope({ code, message, innerError }, exchange, this.graphState.now()));
    return { kind: 'answer', status, headers: { 'content-type': jsonType, ...headers }, payload };
  }

  async #react(incoming: Incoming): Promise<Reaction> {
    const { method } = incoming;
    const [path, rawQuery] = splitTarget(incoming.url);
    const caller = await this.#caller(incoming);
    if (isMailboxPath(path)) {
      await this.#acquirePermit(incoming, caller);
    }
    const fault = this.#fault(incoming, { path, query: rawQuery, user: caller.user.username });
    const outcome = await actOn(fault?.action, {
      faults: this.graphState.deps.faults,
      authorizationUri: this.#authorizationUri(),
    });
    if (outcome.kind === 'respond') {
      return { ...outcome, kind: 'answer', payload: outcome.body };
    }
    if (outcome.kind !== 'go_on') {
      return outcome;
    }
    const match = this.router.match(method, path);
    if (!covers(caller.scopes, match.route.scopes)) {
      throw match.route.template === '/me' ? directoryDenied() : accessDenied();
    }
    const named = { method, route: match.route.template, messageId: match.params['message'] ?? '' };
    const unkind = isMailboxPath(path) ? this.graphState.stateRefusal(caller, named) : undefined;
    if (unkind !== undefined) {
      throw unkind;
    }
    this.graphState.count(`${match.route.method} ${match.route.template}`);
    const call = this.#call(incoming, { caller, path, rawQuery, match });
    const answer = written(await match.route.handle(call), call.prefer.applied);
    return changed(answer, outcome.after);
  }

  async #acquirePermit(incoming: Incoming, caller: GraphCaller): Promise<void> {
    incoming.onEnd(this.graphState.throttling.acquire(caller.clientId, caller.user.oid));
    const { latencyMilliseconds } = this.graphState.throttling.settings;
    if (latencyMilliseconds > 0) {
      await pause(latencyMilliseconds);
    }
  }

  #fault(
    { method, isPart = false }: Incoming,
    facts: { readonly path: string; readonly query: string; readonly user: string },
  ): ReturnType<typeof takeFault> {
    const route = this.router.find(method, facts.path)?.template ?? '';
    return takeFault(this.graphState.deps.faults, { ...facts, method, route, batch: String(isPart) }, this.prefix);
  }

  async #caller({ headers }: Incoming): Promise<GraphCaller> {
    const check = await this.graphState.deps.accessTokens.verify(headers.authorization);
    switch (check.kind) {
      case 'ok':
        return check.caller;
      case 'app':
        throw withoutUser();
      case 'claims_challenge':
        throw claimsChallenge(this.#authorizationUri(), check.claims);
      case 'invalid':
        throw invalidToken(this.#authorizationUri(), check.message);
    }
  }

  #call(
    incoming: Incoming,
    parts: {
      readonly caller: GraphCaller;
      readonly path: string;
      readonly rawQuery: string;
      readonly match: RouteMatch;
    },
  ): GraphCall {
    const { caller, path } = parts;
    const { params } = parts.match;
    const { graphState } = this;
    const prefer = parsePreferences(incoming.headers.prefer?.toString());
    return {
      caller,
      graphState,
      get mailbox() {
        return graphState.mailboxFor(caller);
      },
      method: incoming.method,
      path,
      params,
      query: QueryOptions.parse(parts.rawQuery),
      prefer,
      headers: incoming.headers,
      body: incoming.body,
      now: graphState.now(),
      root: `${new URL(graphState.deps.baseUrl()).origin}${this.prefix}`,
      shapeOptions: {
        immutableIds: prefer.immutableIds,
        bodyContentType: prefer.bodyContentType,
        basic: !covers(caller.scopes, mailRead),
      },
      param: (name) => params[name] ?? '',
      runInner: (inner) => this.#runInner(inner, incoming.headers.authorization),
    };
  }

  /** A request of a batch passes through all steps, with its own ids and its own permit for concurrency. */
  async #runInner(inner: InnerRequest, authorization: string | undefined): Promise<InnerResponse> {
    const endings: (() => void)[] = [];
    const headers = { ...inner.headers, ...(authorization === undefined ? {} : { authorization }) };
    const reaction = await this.react({
      ...inner,
      headers,
      isPart: true,
      exchange: newExchange(inner.headers['client-request-id']),
      onEnd: (work) => {
        endings.push(work);
      },
    });
    const payload = reaction.kind === 'answer' ? reaction.payload : undefined;
    const pieces: Buffer[] = [];
    if (payload instanceof Readable) {
      for await (const piece of payload) {
        pieces.push(Buffer.from(piece as string | Buffer));
      }
    } else if (payload !== undefined) {
      pieces.push(Buffer.from(payload));
    }
    for (const end of endings) {
      end();
    }
    if (reaction.kind !== 'answer') {
      return { status: 504, headers: {}, body: Buffer.alloc(0) };
    }
    return { status: reaction.status, headers: reaction.headers, body: Buffer.concat(pieces) };
  }

  #authorizationUri(): string {
    return this.graphState.deps.authorizationUri?.() ?? authorizationAddress;
  }
}

function splitTarget(url: string): readonly [path: string, rawQuery: string] {
  const [path = '', ...query] = url.split('?');
  try {
    decodeURIComponent(path);
  } catch {
    throw badRequest('The URL is not correctly encoded.');
  }
  return [path === '' ? '/' : path, query.join('?')];
}

type Written = Extract<Reaction, { kind: 'answer' }>;

function written({ status, body, headers }: GraphAnswer, applied: readonly string[]): Written {
  const isBytes = body === undefined || Buffer.isBuffer(body) || body instanceof Readable || typeof body === 'string';
  return {
    kind: 'answer',
    status,
    headers: {
      ...(applied.length === 0 ? {} : { 'preference-applied': applied.join(', ') }),
      ...(isBytes ? {} : { 'content-type': jsonType }),
      ...headers,
    },
    payload: isBytes ? body : toJson(body),
  };
}

/** Applies a scripted effect to a good response. */
async function changed(answer: Written, after: AfterEffect): Promise<Reaction> {
  switch (after.kind) {
    case 'none':
      return answer;
    case 'wait':
      await after.wait();
      return answer;
    case 'reset':
      return { kind: 'cut' };
    case 'refuse':
      throw after.error;
    case 'respond':
      return { kind: 'answer', status: after.status, headers: after.headers, payload: after.body };
    case 'defect': {
      if (typeof answer.payload !== 'string') {
        return answer;
      }
      const corrupted = corrupt(after.name, answer.payload);
      return {
        ...answer,
        headers: { ...answer.headers, 'content-type': corrupted.contentType },
        payload: corrupted.body,
      };
    }
    case 'amend': {
      const { headers, text } = amendedAnswer(after, { headers: answer.headers, text: await textOf(answer.payload) });
      return { ...answer, headers, payload: text };
    }
  }
}

async function textOf(payload: Written['payload']): Promise<string> {
  if (!(payload instanceof Readable)) {
    return payload?.toString() ?? '';
  }
  const pieces: Buffer[] = [];
  for await (const piece of payload) {
    pieces.push(Buffer.from(piece as string | Buffer));
  }
  return Buffer.concat(pieces).toString();
}
