/** Where a failed round trip to Entra leads: codes of the browser's `auth_error`. */
export type SignInAnswer =
  | 'access_denied'
  | 'login_required'
  | 'interaction_required'
  | 'admin_consent_required'
  | 'access_blocked_by_policy'
  | 'account_not_allowed'
  | 'tenant_not_allowed'
  | 'user_not_assigned'
  | 'identity_provider_unavailable'
  | 'configuration_error'
  | 'sign_in_failed';

export type RefreshAnswer =
  /** The user hasn't granted these scopes, or the tenant doesn't know them: the service requests their consent. */
  | 'consent'
  | 'admin_consent'
  /** A sign-in in front of the user helps. */
  | 'step_up'
  /** A policy: a step-up where Entra sends claims or a suberror that a sign-in can satisfy, otherwise blocked. */
  | 'policy'
  /** Definite: the grant or the account is revoked. The only result that ends sessions. */
  | 'dead'
  /** Throttling, or a failure on Entra's side: later. */
  | 'wait'
  /** The registration of this service is refused; no user can help. */
  | 'misconfigured'
  /** A wrapper around another number (`AADSTS70002: … AADSTS54005: …`); it means nothing by itself. */
  | 'nothing';

export interface AadstsMeaning {
  readonly meaning: string;
  readonly signIn: SignInAnswer;
  readonly refresh: RefreshAnswer;
  readonly source: string;
}

/** One number, or all from the first to the last. */
export type AadstsNumbers = number | readonly [from: number, to: number];

/** Numbers with the same result. */
export interface AadstsChapter {
  readonly signIn: SignInAnswer;
  readonly refresh: RefreshAnswer;
  readonly rows: readonly (readonly [numbers: AadstsNumbers, meaning: string, source?: string])[];
}
