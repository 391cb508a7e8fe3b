import type { Fault, FaultRegistry } from '../model.js';
import { GraphError } from './graph-error.js';

type Action = Fault['action'];

/** What remains to be done when the answer is there. */
export type AfterEffect =
  | { readonly kind: 'none' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'wait'; readonly wait: () => Promise<unknown> }
  | { readonly kind: 'defect'; readonly name: string };

export type FaultOutcome =
  | { readonly kind: 'go_on'; readonly after: AfterEffect }
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** The connection is cut, or no answer ever comes. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

const NOTHING: FaultOutcome = { kind: 'go_on', after: { kind: 'none' } };

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A path is matched with and without the version in front: `/me/messages` and `/v1.0/me/messages` are one. */
export function takeFault(
  faults: FaultRegistry,
  facts: Readonly<Record<string, string>>,
  prefix: string,
): Fault | undefined {
  return faults.take('graph', facts) ?? faults.take('graph', { ...facts, path: `${prefix}${facts['path'] ?? ''}` });
}

export const claimsChallenge = (authorizationUri: string, claims: string): GraphError =>
  new GraphError(
    401,
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    {
      'www-authenticate': `Bearer realm="", authorization_uri="${authorizationUri}", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
    },
  );

export const invalidToken = (authorizationUri: string, message: string): GraphError =>
  new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `Bearer realm="", authorization_uri="${authorizationUri}", client_id="00000003-0000-0000-c000-000000000000"`,
  });

async function waited(
  { when }: { readonly when?: 'before' | 'after' },
  wait: () => Promise<unknown>,
): Promise<FaultOutcome> {
  if (when === 'after') return { kind: 'go_on', after: { kind: 'wait', wait } };
  await wait();
  return NOTHING;
}

/** Acts before the handler runs. */
export async function actOn(
  action: Action | undefined,
  context: { readonly faults: FaultRegistry; readonly authorizationUri: string },
): Promise<FaultOutcome> {
  if (action === undefined) return NOTHING;
  switch (action.kind) {
    case 'respond':
      return { kind: 'respond', status: action.status, headers: action.headers ?? {}, body: action.body ?? '' };
    case 'graph_error':
      throw new GraphError(action.status, action.code, action.message ?? `A scripted ${action.code}.`, action.headers);
    case 'oauth_error':
      throw action.claims === undefined
        ? invalidToken(context.authorizationUri, `${action.error}: a scripted refusal of the token (${action.code}).`)
        : claimsChallenge(context.authorizationUri, action.claims);
    case 'reset':
      return action.when === 'before' ? { kind: 'cut' } : { kind: 'go_on', after: { kind: 'reset' } };
    case 'hang':
      return { kind: 'silence' };
    case 'delay':
      return waited(action, () => pause(action.milliseconds));
    case 'gate':
      return waited(action, () => context.faults.waitAtGate(action.name));
    case 'defect':
      return { kind: 'go_on', after: { kind: 'defect', name: action.name } };
  }
}

/**
 * Spoils a good answer: `truncated_json`, `html`, `no_value` (a list without `value`), `empty`, and
 * `foreign_links`, in which next and delta links point to another origin.
 */
export function spoil(name: string, body: string): { readonly body: string; readonly contentType: string } {
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
