import type { AdjustableClock } from '../clock.js';
import type { RequestLog, ScriptedFaults } from '../control/index.js';
import type {
  AppRegistration,
  AppRegistrations,
  Consents,
  Membership,
  PermissionCatalog,
  Policies,
  SeededDirectory,
} from '../directory/index.js';
import type { AccessTokens, AuthorizationCodes, DeviceCodes, RefreshTokens, SigningKeys } from '../tokens/index.js';
import type { BrowserSessions } from './browser-sessions.js';

/** What the Entra endpoints of one sandbox share. */
export interface EntraContext {
  readonly clock: AdjustableClock;
  readonly directory: SeededDirectory;
  readonly consents: Consents;
  readonly policies: Policies;
  readonly keys: SigningKeys;
  readonly codes: AuthorizationCodes;
  readonly deviceCodes: DeviceCodes;
  readonly refreshTokens: RefreshTokens;
  readonly accessTokens: AccessTokens;
  readonly sessions: BrowserSessions;
  readonly faults: ScriptedFaults;
  readonly requests: RequestLog;
  /** `https://localhost:4011`: the origin of issuer, token endpoint and keys. */
  readonly authorityOrigin: () => string;
  /** `http://127.0.0.1:4010`: the origin of the pages. */
  readonly pagesOrigin: () => string;
  readonly graphOrigin: () => string;
  readonly registrations: AppRegistrations;
  readonly permissions: PermissionCatalog;
}

/** The scopes that the user, an administrator, or the API (for its clients) has granted to an app. */
export function grantedTo(
  entra: Pick<EntraContext, 'consents' | 'permissions'>,
  registration: AppRegistration,
  member: Membership,
): ReadonlySet<string> {
  return new Set([
    ...entra.consents.grantedTo(registration.clientId, member),
    ...entra.permissions.preAuthorized(registration),
  ]);
}

export function issuerOf(entra: Pick<EntraContext, 'authorityOrigin'>, tid: string): string {
  return `${entra.authorityOrigin()}/${tid}/v2.0`;
}
