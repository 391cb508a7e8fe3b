import type { Permission } from '../config/index.js';
import type { SessionHandle, TransactionPurpose } from './transaction.js';

export type Prompt = 'login' | 'select_account' | 'none';

/** Why and how the browser is sent to Entra's authorize endpoint. */
export interface AuthorizationRequest {
  readonly purpose: Exclude<TransactionPurpose, 'admin_consent'>;
  readonly returnTo: string;
  readonly permissions: readonly Permission[];
  readonly prompt?: Prompt | undefined;
  readonly loginHint?: string | undefined;
  readonly domainHint?: string | undefined;
  readonly claims?: string | undefined;
  readonly session?: SessionHandle | undefined;
  readonly expectedUserId?: string | undefined;
}

const alwaysAsked = { access_token: { xms_cc: { values: ['CP1'] } } };

/** The `claims` parameter: that we handle challenges, and the challenge itself (OpenID Connect Core §5.5). */
export function claimsParameter(challenge: string | undefined): string {
  const challenged = parseObject(challenge);
  return JSON.stringify({
    ...challenged,
    access_token: { ...parseMember(challenged['access_token']), ...alwaysAsked.access_token },
  });
}

function parseObject(json: string | undefined): Record<string, unknown> {
  try {
    return parseMember(JSON.parse(json ?? '{}'));
  } catch {
    return {};
  }
}

function parseMember(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** As parameters of the authorize request (OpenID Connect Core 1.0 §3.1.2.1, and Entra’s `domain_hint`). */
export function hintsOf({ prompt, loginHint, domainHint }: AuthorizationRequest): object {
  return {
    ...(prompt === undefined ? {} : { prompt }),
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    ...(domainHint === undefined ? {} : { domain_hint: domainHint }),
  };
}
