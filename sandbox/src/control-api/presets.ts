import { keysDefects, metadataDefects, tokenDefects } from '../entra/index.js';
import type { FaultAction } from '../model.js';

/** A fault that the page offers by a name. */
export interface Preset {
  readonly name: string;
  readonly point: string;
  readonly action: FaultAction;
}

type NamedActions = readonly (readonly [name: string, action: FaultAction])[];

const NETWORK: NamedActions = [
  ['takes 5 seconds', { kind: 'delay', milliseconds: 5000 }],
  ['never answers', { kind: 'hang' }],
  ['connection reset before the work', { kind: 'reset', when: 'before' }],
  ['connection reset after the work', { kind: 'reset', when: 'after' }],
  [
    '503 with Retry-After',
    { kind: 'respond', status: 503, headers: { 'retry-after': '5' }, body: 'Service unavailable' },
  ],
  ['500 with HTML', { kind: 'respond', status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Error</h1>' }],
];

const tokenRefusals: NamedActions = [
  [
    'consent required (65001)',
    { kind: 'oauth_error', error: 'invalid_grant', code: 65001, suberror: 'consent_required' },
  ],
  ['admin consent required (90094)', { kind: 'oauth_error', error: 'invalid_grant', code: 90094 }],
  [
    'MFA required (50076)',
    {
      kind: 'oauth_error',
      error: 'interaction_required',
      code: 50076,
      suberror: 'basic_action',
      claims: '{"access_token":{"capolids":{"essential":true,"values":["5eed0c0a-5050-4ca1-8b0b-4c5b0b11d001"]}}}',
    },
  ],
  ['revoked (50173)', { kind: 'oauth_error', error: 'invalid_grant', code: 50173 }],
  ['not assigned to the app (50105)', { kind: 'oauth_error', error: 'invalid_grant', code: 50105 }],
  ['blocked by conditional access (53003)', { kind: 'oauth_error', error: 'access_denied', code: 53003 }],
  ['request loop (50196)', { kind: 'oauth_error', error: 'invalid_grant', code: 50196 }],
  ['client secret wrong (7000215)', { kind: 'oauth_error', error: 'invalid_client', code: 7000215 }],
  ['temporarily unavailable (90033)', { kind: 'oauth_error', error: 'temporarily_unavailable', code: 90033 }],
];

const authorizeRefusals: NamedActions = [
  ['declined (65004)', { kind: 'oauth_error', error: 'access_denied', code: 65004 }],
  ['admin consent required (90094)', { kind: 'oauth_error', error: 'access_denied', code: 90094 }],
  ['not assigned to the app (50105)', { kind: 'oauth_error', error: 'access_denied', code: 50105 }],
  ['server_error (90033)', { kind: 'oauth_error', error: 'server_error', code: 90033 }],
  ['temporarily_unavailable (90033)', { kind: 'oauth_error', error: 'temporarily_unavailable', code: 90033 }],
];

const graphRefusals: NamedActions = [
  [
    '429 ApplicationThrottled',
    { kind: 'graph_error', status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '5' } },
  ],
  ['403 ErrorAccessDenied', { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' }],
  ['404 MailboxNotEnabledForRESTAPI', { kind: 'graph_error', status: 404, code: 'MailboxNotEnabledForRESTAPI' }],
  ['503 serviceNotAvailable', { kind: 'graph_error', status: 503, code: 'serviceNotAvailable' }],
];

function at(point: string, actions: NamedActions): Preset[] {
  return actions.map(([name, action]) => ({ name: `${point}: ${name}`, point, action }));
}

function defects(point: string, names: readonly string[]): Preset[] {
  return names.map((name) => ({ name: `${point}: defect ${name}`, point, action: { kind: 'defect', name } }));
}

export const PRESETS: readonly Preset[] = [
  ...at('token', [...tokenRefusals, ...NETWORK]),
  ...defects('token', tokenDefects),
  ...at('authorize', [...authorizeRefusals, ...NETWORK]),
  ...at('graph', [...graphRefusals, ...NETWORK]),
  ...at('discovery', NETWORK),
  ...defects('discovery', metadataDefects),
  ...at('keys', NETWORK),
  ...defects('keys', keysDefects),
  ...at('adminconsent', authorizeRefusals),
  ...at('logout', NETWORK),
];
