import { randomUUID } from 'node:crypto';

/** The AADSTS numbers that were observed with `error_uri`. Others, such as 65001, 50079, 700038 and 70003, were not. */
const withErrorUri = new Set([50076, 50173, 65004, 90002, 500011, 500131, 700082, 7000215, 7000222, 9002313, 9002326]);

export interface EntraErrorDetails {
  readonly suberror?: string;
  /** JSON of a claims challenge. */
  readonly claims?: string;
  /** Only at the authorize endpoint. */
  readonly subcode?: string;
  /** If it differs from the error's usual status. */
  readonly status?: number;
}

/** The numbers for invalid client credentials: the only refusals that were observed with the status 401. */
const credentialRefusals = new Set([7000215, 7000218, 7000222, 700023, 700024, 700027, 700211, 700025, 50027]);

/** A refusal with Entra's number and text; a few have no number. */
export class EntraError extends Error {
  constructor(
    readonly error: string,
    readonly code: number | undefined,
    text: string,
    readonly details: EntraErrorDetails = {},
  ) {
    super(text);
    this.name = 'EntraError';
  }

  get status(): number {
    if (this.details.status !== undefined) {
      return this.details.status;
    }
    if (this.code !== undefined && credentialRefusals.has(this.code)) {
      return 401;
    }
    return this.error === 'temporarily_unavailable' ? 503 : 400;
  }
}

export interface ErrorTrace {
  readonly traceId: string;
  readonly correlationId: string;
  /** `2026-11-24 08:00:00Z`. */
  readonly timestamp: string;
}

export function newTrace(nowMilliseconds: number, correlationId: string = randomUUID()): ErrorTrace {
  return {
    traceId: randomUUID(),
    correlationId,
    timestamp: new Date(nowMilliseconds)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z'),
  };
}

export function describe(error: EntraError, trace: ErrorTrace): string {
  return `${error.code === undefined ? '' : `AADSTS${error.code}: `}${error.message} Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${trace.timestamp}`;
}

export function errorUriOf({ code }: EntraError, authorityOrigin: string): string | undefined {
  return code !== undefined && withErrorUri.has(code) ? `${authorityOrigin}/error?code=${code}` : undefined;
}

/** The JSON of the token endpoint's refusals. */
export function errorEnvelope(
  error: EntraError,
  trace: ErrorTrace,
  authorityOrigin: string,
): Readonly<Record<string, unknown>> {
  const errorUri = errorUriOf(error, authorityOrigin);
  return {
    error: error.error,
    error_description: describe(error, trace),
    ...(error.code === undefined ? {} : { error_codes: [error.code] }),
    timestamp: trace.timestamp,
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
    ...(errorUri === undefined ? {} : { error_uri: errorUri }),
    ...(error.details.suberror === undefined ? {} : { suberror: error.details.suberror }),
    ...(error.details.claims === undefined ? {} : { claims: error.details.claims }),
  };
}

export function tenantNotFound(segment: string): EntraError {
  return new EntraError(
    'invalid_request',
    90002,
    `Tenant '${segment}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}

export function clientNotFound(clientId: string, tenantName: string): EntraError {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)
    ? new EntraError(
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory '${tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
      )
    : new EntraError('unauthorized_client', 700038, `${clientId} is not a valid application identifier.`);
}

export function missingParameter(name: string): EntraError {
  return new EntraError('invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`);
}

/** Refuses the code, token or assertion that was presented for tokens. */
export function invalidGrant(code: number, text: string, suberror?: string): EntraError {
  return new EntraError('invalid_grant', code, text, suberror === undefined ? {} : { suberror });
}

export function notConsented(clientId: string, displayName: string): EntraError {
  return invalidGrant(
    65001,
    `The user or administrator has not consented to use the application with ID '${clientId}' named '${displayName}'. Send an interactive authorization request for this user and resource.`,
    'consent_required',
  );
}

/** The refusal of scopes that a personal account has not granted: it has no suberror, and the text of an expired grant. */
export function notGrantedToPersonalAccount(): EntraError {
  return invalidGrant(
    70000,
    'The request was denied because one or more scopes requested are unauthorized or expired. The user must first sign in and grant the client application access to the requested scope.',
  );
}

/** What conditional access requires, as the client returns it in `claims`. */
export const mfaClaims = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['5eed0c0a-5050-4ca1-8b0b-4c5b0b11d001'] } },
});

export function mfaRequired(): EntraError {
  return new EntraError(
    'interaction_required',
    50076,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
    { suberror: 'basic_action', claims: mfaClaims },
  );
}

/** A removed guest: their home account exists, but the object in the tenant does not. */
export function accountDeleted(tenant: string): EntraError {
  return invalidGrant(
    500341,
    `The user account has been deleted from the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  );
}

export function accountDisabled(): EntraError {
  return invalidGrant(50057, 'The user account is disabled.');
}
