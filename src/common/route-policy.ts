import type { FastifyRequest } from 'fastify';

/**
 * The permitted callers. `navigation`: a person's top-level navigation, with or without a session. `session`: only an
 * active session. `public`: everybody.
 */
export type Access = 'public' | 'navigation' | 'session';

export type BodyKind = 'json' | 'text' | 'stream';

/** What a route reads of a body. No kind: a small body is dropped. */
export interface BodyPolicy {
  readonly kinds: readonly BodyKind[];
  readonly limitBytes: number;
  /** All of it must have arrived by then. */
  readonly withinSeconds: number;
}

/** What is counted while the request lasts, by user and by process (`http/budgets`). */
export type InFlight = 'uploads' | 'event-streams';

/**
 * The rate limit that the request counts against: its session's, or that of its network, one count for each purpose.
 * `none` is for requests that must always be served, and cost next to nothing.
 */
export type Budget = 'session' | AddressBudget | 'none';
export type AddressBudget = 'sign-in' | 'front-channel' | 'notifications' | 'device';

/** The security headers: of data, of the app's page, of the page about the API, or of the empty page that Entra shows in a frame. */
export type AnswerKind = 'data' | 'document' | 'reference' | 'frame';

/**
 * Whether the request counts as use of the session. `unless-notified`: not in the seconds after the server has notified
 * the page of a change, because then the page sends requests by itself.
 */
export type IdleExtension = boolean | 'unless-notified';

/**
 * Everything that applies to a route before its handler runs. It is declared at the handler (`@Route`), and the router
 * carries it.
 */
export interface RoutePolicy {
  readonly access: Access;
  /**
   * Requires `X-CSRF: 1`, and our own origin when the method is unsafe. `same-origin`: requires our own origin only,
   * because the browser itself sends the request and can send no header of ours.
   */
  readonly csrf: boolean | 'same-origin';
  readonly body: BodyPolicy;
  readonly extendsIdle: IdleExtension;
  readonly budget: Budget;
  /** Counted until the response. Every body is counted by its bytes, whatever this is. */
  readonly inFlight: InFlight | undefined;
  /** Refused while the process is overloaded. */
  readonly isShed: boolean;
  /** A client that has the response already, by its tag, gets 304 (`http/conditional-answers`). */
  readonly isConditional: boolean;
  readonly answer: AnswerKind;
  /** What the user must have granted, by the names of `config`. */
  readonly permissions: readonly string[];
  /**
   * Whether it is served at any host: its callers are machines that know none of the public ones (a probe, Microsoft
   * Graph).
   */
  readonly isForAnyHost: boolean;
  /** Serves what no other route serves, as the SPA does; paths beside declared routes are not its own. */
  readonly isFallBack: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: RoutePolicy;
  }
}

/** Undefined only when no route serves the request. */
export function policyOf(request: FastifyRequest): RoutePolicy | undefined {
  return request.routeOptions.config.policy;
}
