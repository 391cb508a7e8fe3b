import { amended } from '../control/index.js';
import type { Fault, FaultAction, FaultRegistry } from '../model.js';
import { GraphError } from './graph-error.js';

/** An effect that is scripted for after the work. */
export type AfterEffect =
  | { readonly kind: 'none' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'wait'; readonly wait: () => Promise<unknown> }
  | { readonly kind: 'defect'; readonly name: string }
  | { readonly kind: 'refuse'; readonly error: GraphError }
  | Extract<FaultAction, { kind: 'amend' }>
  | ScriptedAnswer;

export interface ScriptedAnswer {
  readonly kind: 'respond';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type FaultOutcome =
  | { readonly kind: 'go_on'; readonly after: AfterEffect }
  | ScriptedAnswer
  /** The connection is closed, or no response is ever sent. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

function later(after: AfterEffect): FaultOutcome {
  return { kind: 'go_on', after };
}
const NOTHING: FaultOutcome = { kind: 'go_on', after: { kind: 'none' } };

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Matches a path with and without the version prefix: `/me/messages` and `/v1.0/me/messages` are the same. */
export function takeFault(
  faults: FaultRegistry,
  facts: Readonly<Record<string, string>>,
  prefix: string,
): Fault | undefined {
  return faults.take('graph', facts) ?? faults.take('graph', { ...facts, path: `${prefix}${facts['path'] ?? ''}` });
}

export function claimsChallenge(authorizationUri: string, claims: string): GraphError {
  return new GraphError(
    401,
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    {
      'www-authenticate': `Bearer realm="", authorization_uri="${authorizationUri}", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
    },
  );
}

export function invalidToken(authorizationUri: string, message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `Bearer realm="", authorization_uri="${authorizationUri}", client_id="00000003-0000-0000-c000-000000000000"`,
  });
}

async function waited(
  { when }: { readonly when?: 'before' | 'after' },
  wait: () => Promise<unknown>,
): Promise<FaultOutcome> {
  if (when === 'after') {
    return later({ kind: 'wait', wait });
  }
  await wait();
  return NOTHING;
}

/** Applies a fault before the handler runs. */
export async function actOn(
  action: FaultAction | undefined,
  context: { readonly faults: FaultRegistry; readonly authorizationUri: string },
): Promise<FaultOutcome> {
  if (action === undefined) {
    return NOTHING;
  }
  switch (action.kind) {
    case 'respond': {
      const { status, headers = {}, body = '' } = action;
      const answer: ScriptedAnswer = { kind: 'respond', status, headers, body };
      return action.when === 'after' ? later(answer) : answer;
    }
    case 'graph_error': {
      const { status, code, message = `A scripted ${code}.`, headers } = action;
      const error = new GraphError(status, code, message, headers);
      if (action.when !== 'after') {
        throw error;
      }
      return later({ kind: 'refuse', error });
    }
    case 'amend':
      return later(action);
    case 'oauth_error':
      throw action.claims === undefined
        ? invalidToken(
            context.authorizationUri,
            `${action.error}: a scripted refusal of the token (${String(action.code)}).`,
          )
        : claimsChallenge(context.authorizationUri, action.claims);
    case 'reset':
      return action.when === 'before' ? { kind: 'cut' } : later({ kind: 'reset' });
    case 'hang':
      return { kind: 'silence' };
    case 'delay':
      return waited(action, () => pause(action.milliseconds));
    case 'gate':
      return waited(action, () => context.faults.waitAtGate(action.name));
    case 'defect':
      return later({ kind: 'defect', name: action.name });
  }
}

/**
 * Corrupts a good response: `truncated_json`, `html`, `no_value` (a list without `value`), `empty`, and
 * `foreign_links`, in which next and delta links point to another origin.
 */
export function corrupt(name: string, body: string): { readonly body: string; readonly contentType: string } {
  const json = 'application/json; charset=utf-8';
  switch (name) {
    case 'html':
      return { body: '<html><body><h1>Sign in to the network</h1></body></html>', contentType: 'text/html' };
    case 'empty':
      return { body: '', contentType: json };
    case 'no_value':
      return { body: body.replace('"value":', '"values":'), contentType: json };
    case 'foreign_links':
      return {
        body: body.replace(/("@odata\.(?:nextLink|deltaLink)":")https?:\/\/[^/"]+/g, '$1https://graph.example.net'),
        contentType: json,
      };
    default:
      return { body: body.slice(0, Math.ceil(body.length / 2)), contentType: json };
  }
}

/** Applies an `amend` to the headers and the text of a response. */
export function amendedAnswer(
  effect: Extract<AfterEffect, { kind: 'amend' }>,
  answer: { readonly headers: Readonly<Record<string, string>>; readonly text: string },
): { readonly headers: Readonly<Record<string, string>>; readonly text: string } {
  return {
    headers: { ...answer.headers, ...effect.headers },
    text: amended(answer.text, effect),
  };
}
