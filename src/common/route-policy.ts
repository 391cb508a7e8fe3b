import type { FastifyRequest } from 'fastify';

/**
 * Who may ask. `navigation`: a person's top-level navigation, with or without a session. `session`: only a
 * living session. `public`: everybody.
 */
export type Access = 'public' | 'navigation' | 'session';

export type BodyKind = 'json' | 'text' | 'stream';

/** What a route reads of a body. No kind: what little comes is dropped. */
export interface BodyPolicy {
  readonly kinds: readonly BodyKind[];
  readonly limitBytes: number;
  /** All of it must have come by then. */
  readonly withinSeconds: number;
}

/** What is counted while it lasts, by user and by process (`http/budgets`). */
export type InFlight = 'uploads' | 'event-streams';

/**
 * Whose rate the request counts against: its session's, or that of its network, one count for each purpose. `none` is for what
 * must always be answered, and costs next to nothing.
 */
export type Budget = 'session' | AddressBudget | 'none';
export type AddressBudget = 'sign-in' | 'front-channel' | 'notifications' | 'device';

/** The security headers: of data, of the app's page, of the page about the API, or of the empty page that Entra shows in a frame. */
export type AnswerKind = 'data' | 'document' | 'reference' | 'frame';

/**
 * Whether the request counts as use of the session. `unless-notified`: not in the seconds after the server has told the page that
 * something changed, because then the page asks by itself.
 */
export type IdleExtension = boolean | 'unless-notified';

/** All that is true of a route before its handler runs. It stands at the handler (`@Route`), and the router carries it. */
export interface RoutePolicy {
  readonly access: Access;
  /**
   * Asks for `X-CSRF: 1`, and for our own origin when the method is unsafe. `same-origin`: for our own origin only, because the
   * browser itself asks and can send no header of ours.
   */
  readonly csrf: boolean | 'same-origin';
  readonly body: BodyPolicy;
  readonly extendsIdle: IdleExtension;
  readonly budget: Budget;
  /** Counted until it is answered. Every body is counted by its bytes, whatever this says. */
  readonly inFlight: InFlight | undefined;
  /** Refused while the process has more to do than it can. */
  readonly isShed: boolean;
  /** A client that has the answer already, by its tag, gets 304 (`http/conditional-answers`). */
  readonly isConditional: boolean;
  readonly answer: AnswerKind;
  /** What the user must have granted, by the names of `config`. */
  readonly permissions: readonly string[];
  /** Whether it answers at any host: it is asked by machines that know none of the public ones (a probe, Microsoft Graph). */
  readonly isForAnyHost: boolean;
  /** Answers what no other route answers, as the SPA does; paths beside declared routes are not its own. */
  readonly isFallBack: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: RoutePolicy;
  }
}

/** Undefined only when no route answers the request. */
export function policyOf(request: FastifyRequest): RoutePolicy | undefined {
  return request.routeOptions.config.policy;
}
