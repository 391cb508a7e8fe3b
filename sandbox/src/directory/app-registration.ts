import type { JWK } from 'jose';
import type { Lifetimes } from './lifetimes.js';

export interface ClientSecret {
  readonly value: string;
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number;
}

/** Trust in another issuer's token as a client credential (workload identity federation). */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly keys: readonly JWK[];
}

/** A delegated permission of the app's own API. */
export interface ExposedScope {
  readonly value: string;
  readonly title: string;
  readonly description: string;
  readonly isAdminOnly: boolean;
}

export interface AppRole {
  readonly value: string;
  readonly title: string;
  readonly allowedFor: readonly ('User' | 'Application')[];
}

/** `to`: a user (user name or object id) or the object id of a group. Apps get their roles by `applicationPermissions`. */
export interface RoleAssignment {
  readonly role: string;
  readonly to: string;
}

export interface Publisher {
  readonly name: string;
  readonly domain: string;
  readonly isVerified: boolean;
}

/** The app's entry in "App registrations": what an operator would set in the portal. */
export interface AppRegistration {
  readonly clientId: string;
  readonly displayName: string;
  readonly publisher: Publisher;
  /** Of the platform "Web". */
  readonly redirectUris: readonly string[];
  /** Of the platform "Single-page application": codes are redeemed by the browser itself, across origins, with PKCE. */
  readonly spaRedirectUris: readonly string[];
  /** Of the platform "Mobile and desktop applications". */
  readonly publicRedirectUris: readonly string[];
  /** "Allow public client flows": the device code flow, and no secret if no redirect URI determines the platform. */
  readonly allowsPublicClientFlows: boolean;
  readonly postLogoutRedirectUris: readonly string[];
  readonly frontChannelLogoutUrl: string | null;
  readonly secrets: readonly ClientSecret[];
  /** PEM certificates whose keys sign client assertions. */
  readonly certificates: readonly string[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** The "ID tokens" switch under implicit and hybrid flows. */
  readonly mayIssueIdTokenAtAuthorize: boolean;
  /** The delegated permissions that `.default` requests. */
  readonly configuredPermissions: readonly string[];
  /** Application permissions that an administrator has granted, e.g. `User.Read.All` or `api://…/Orders.Read.All`. */
  readonly applicationPermissions: readonly string[];
  /** "Expose an API": the application id URI, in front of the names of its scopes; null: no API. */
  readonly appIdUri: string | null;
  readonly exposedScopes: readonly ExposedScope[];
  /** Clients that may use the exposed scopes without the user's consent. */
  readonly preAuthorizedClients: readonly string[];
  readonly appRoles: readonly AppRole[];
  readonly roleAssignments: readonly RoleAssignment[];
  /** Which groups of the user are in tokens (`groupMembershipClaims`). */
  readonly groupClaims: 'None' | 'SecurityGroup';
  /** `requestedAccessTokenVersion` of the tokens for this API. */
  readonly accessTokenVersion: 1 | 2;
  /** Token lifetime policy of this app; absent members: those of the sandbox. */
  readonly lifetimes: Partial<Lifetimes>;
  /** Optional claims of the ID token. */
  readonly optionalClaims: readonly ('login_hint' | 'sid' | 'email')[];
}

function withoutPort(uri: string): string {
  if (!URL.canParse(uri)) {
    return uri;
  }
  const url = new URL(uri);
  if (url.hostname !== 'localhost') {
    return uri;
  }
  url.port = '';
  return url.href;
}

/** Exact, but the port of `localhost` does not count ("Redirect URI restrictions and limitations", localhost exceptions). */
export function isRegisteredUri(registered: readonly string[], asked: string): boolean {
  return registered.some((uri) => uri === asked || withoutPort(uri) === withoutPort(asked));
}

/** A platform of an app registration. The redirect URI determines it. */
export type Platform = 'web' | 'spa' | 'public';

/** The platform for which this address is registered; undefined if there is none. */
export function platformOf(registration: AppRegistration, redirectUri: string): Platform | undefined {
  if (isRegisteredUri(registration.spaRedirectUris, redirectUri)) {
    return 'spa';
  }
  if (isRegisteredUri(registration.redirectUris, redirectUri)) {
    return 'web';
  }
  return isRegisteredUri(registration.publicRedirectUris, redirectUri) ? 'public' : undefined;
}
