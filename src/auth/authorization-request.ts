import type { AccountType, Permission } from '../config/index.js';
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
  /** Of the expected user; undefined when Entra determines the user. */
  readonly accountType?: AccountType | undefined;
}

const alwaysAsked = { access_token: { xms_cc: { values: ['CP1'] } } };

/** The `claims` parameter: that we handle challenges, and the challenge itself (OpenID Connect Core §5.5). */
export function claimsParameter(challenge = '{}'): string {
  const challenged = parseObject(challenge);
  return JSON.stringify({
    ...challenged,
    access_token: { ...parseMember(challenged['access_token']), ...alwaysAsked.access_token },
  });
}

function parseObject(json: string): Record<string, unknown> {
  try {
    return parseMember(JSON.parse(json));
  } catch {
    return {};
  }
}

function parseMember(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

/**
 * As parameters of the authorize request (OpenID Connect Core 1.0 §3.1.2.1, and Entra’s `domain_hint`); passport-azure-ad
 * sends none that is undefined.
 */
export function hintsOf({ prompt, loginHint, domainHint }: AuthorizationRequest): object {
  return { prompt, login_hint: loginHint, domain_hint: domainHint };
}
