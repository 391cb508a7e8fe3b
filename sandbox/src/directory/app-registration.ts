import type { JWK } from 'jose';

export interface ClientSecret {
  readonly value: string;
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number;
}

/** Trust in somebody else's token as a client credential (workload identity federation). */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly keys: readonly JWK[];
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
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly frontChannelLogoutUrl: string | null;
  readonly secrets: readonly ClientSecret[];
  /** PEM certificates whose keys sign client assertions. */
  readonly certificates: readonly string[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** The "ID tokens" switch under implicit and hybrid flows. */
  readonly mayIssueIdTokenAtAuthorize: boolean;
  /** What `.default` asks for. */
  readonly configuredPermissions: readonly string[];
  /** Optional claims of the ID token. */
  readonly optionalClaims: readonly ('login_hint' | 'sid' | 'email')[];
}

export const defaultRegistration: AppRegistration = {
  clientId: '5a4db0c5-b0ff-4e57-8d1e-2f6b9a7c3d10',
  displayName: 'Mail',
  publisher: { name: 'Contoso', domain: 'contoso.example', isVerified: true },
  redirectUris: ['http://localhost:3000/auth/callback', 'http://localhost:3000/auth/admin-consent/callback'],
  postLogoutRedirectUris: ['http://localhost:3000/'],
  frontChannelLogoutUrl: 'http://localhost:3000/auth/frontchannel-logout',
  secrets: [{ value: 'sbx8Q~local-development-client-secret' }],
  certificates: [],
  federatedCredentials: [],
  mayIssueIdTokenAtAuthorize: false,
  configuredPermissions: ['User.Read', 'Mail.Read'],
  optionalClaims: ['login_hint', 'sid'],
};

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
