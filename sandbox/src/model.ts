/** The values that the local Entra, the local Graph and the control API share. */

export interface SandboxUser {
  /** Object id in the home tenant (`uid` of client_info). */
  readonly oid: string;
  /** Home tenant id (`utid` of client_info). */
  readonly tid: string;
  readonly username: string;
  readonly password: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly jobTitle: string | null;
  readonly mail: string | null;
  readonly accountType: 'work' | 'personal';
  readonly isAdmin: boolean;
  /** Tenants in which this user is a guest, with the object id that they have there. */
  guestIn: readonly { readonly tid: string; readonly oid: string }[];
  /** If false, sign-in and refresh fail with AADSTS50057. */
  isEnabled: boolean;
}

export interface SandboxTenant {
  readonly tid: string;
  readonly domain: string;
  readonly displayName: string;
  readonly kind: 'work' | 'personal';
}

/** A security group. */
export interface SandboxGroup {
  /** Object id. */
  readonly id: string;
  readonly displayName: string;
  /** Object ids. */
  readonly members: readonly string[];
}

/** The user of a Graph request, after the token's signature, audience, lifetime and revocation were checked. */
export interface GraphCaller {
  readonly user: SandboxUser;
  readonly tid: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly tokenId: string;
}

/** An app that calls on its own behalf, without a user. */
export interface AppCaller {
  readonly tid: string;
  readonly clientId: string;
  readonly roles: ReadonlySet<string>;
  readonly tokenId: string;
}

export type AccessTokenCheck =
  | { readonly kind: 'ok'; readonly caller: GraphCaller }
  | { readonly kind: 'app'; readonly caller: AppCaller }
  | { readonly kind: 'invalid'; readonly message: string }
  /** Continuous access evaluation: `claims` is the JSON of the challenge, not yet base64. */
  | { readonly kind: 'claims_challenge'; readonly claims: string };

/** All that Graph needs from Entra. */
export interface AccessTokenVerifier {
  verify(authorizationHeader: string | undefined): Promise<AccessTokenCheck>;
}

/** Milliseconds since the epoch; tests move it through the control API. */
export interface SandboxClock {
  now(): number;
}

/** A scripted failure. It applies at the named point to the next request that matches. */
export interface Fault {
  /** Where it applies, e.g. `token`, `keys`, `discovery`, `authorize`, `graph`. */
  readonly point: string;
  /**
   * Applies only to requests that match. Graph: `method`, `path`, `route` (`/me/messages/{message}`), `query`, `user`, and
   * `batch` (`true` for a part of one). Entra: any parameter of the request, e.g. `grant_type`, and `tenant` and `user`.
   * A `path` is a prefix of whole segments, or exact when it ends in `$`. Any other value is a prefix when it ends in `*`.
   * When it begins and ends with `*`, its text may be anywhere.
   */
  readonly match?: Readonly<Record<string, string>>;
  /** How often it applies before it is removed; absent: until it is removed by hand. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** Before the request is processed (the default), or between its processing and its response. */
export type Moment = 'before' | 'after';

export type FaultAction =
  /** Any response. In Entra's headers and body `{{name}}` is replaced with a parameter of the request, e.g. `{{state}}`. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly when?: Moment;
    }
  /** A refusal in the format of the endpoint. Without `code` it has no AADSTS number. */
  | {
      readonly kind: 'oauth_error';
      readonly error: string;
      readonly code?: number;
      readonly description?: string;
      readonly suberror?: string;
      /** JSON of a claims challenge. */
      readonly claims?: string;
      /** Only at the authorize endpoint. */
      readonly subcode?: string;
      readonly status?: number;
    }
  | {
      readonly kind: 'graph_error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: Moment;
    }
  /** A good response with changed members, named by JSON pointers, e.g. `/value/0/body/contentType`. */
  | {
      readonly kind: 'amend';
      readonly members?: Readonly<Record<string, unknown>>;
      readonly remove?: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The socket is destroyed before or after the processing; the caller cannot know which. */
  | { readonly kind: 'reset'; readonly when: Moment }
  /** Never responds. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly when?: Moment }
  /** Waits until the control API opens the named gate. The gate reports how many requests wait. */
  | { readonly kind: 'gate'; readonly name: string; readonly when?: Moment }
  /** Changes the token that is issued, e.g. `alg`, `aud`, `iss`, `nonce`, `exp`, `client_info`. */
  | { readonly kind: 'defect'; readonly name: string };

/** A request that reached the sandbox. It includes secrets and tokens, so that tests can scan for them. */
export interface RecordedRequest {
  readonly at: number;
  readonly point: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** The body of the response, for the token endpoint only. */
  readonly answer?: string;
}

export interface FaultRegistry {
  /** Returns the first fault that matches, and reduces its count. The caller applies it. */
  take(point: string, facts: Readonly<Record<string, string>>): Fault | undefined;
  /** Resolves when the gate is opened. */
  waitAtGate(name: string): Promise<void>;
}

/**
 * What helps after Graph has stopped accepting a user's access tokens. `reauthenticate`: only a later sign-in, because the
 * refresh tokens are revoked as well. `step_up`: a second factor. `refresh`: a later token.
 */
export const revocationCures = ['reauthenticate', 'step_up', 'refresh'] as const;
export type RevocationCure = (typeof revocationCures)[number];
