import type { AdjustableClock } from '../clock.js';
import type { RequestLog, ScriptedFaults } from '../control/index.js';
import type { AppRegistrations, Consents, PermissionCatalog, Policies, SeededDirectory } from '../directory/index.js';
import type { AccessTokens, AuthorizationCodes, RefreshTokens, SigningKeys } from '../tokens/index.js';
import type { BrowserSessions } from './browser-sessions.js';

/** All that the endpoints of one sandbox share. */
export interface EntraWorld {
  readonly clock: AdjustableClock;
  readonly directory: SeededDirectory;
  readonly consents: Consents;
  readonly policies: Policies;
  readonly keys: SigningKeys;
  readonly codes: AuthorizationCodes;
  readonly refreshTokens: RefreshTokens;
  readonly accessTokens: AccessTokens;
  readonly sessions: BrowserSessions;
  readonly faults: ScriptedFaults;
  readonly requests: RequestLog;
  /** `https://localhost:4011`: what issuer, token endpoint and keys are under. */
  readonly authorityOrigin: () => string;
  /** `http://127.0.0.1:4010`: what the browser sees. */
  readonly pagesOrigin: () => string;
  readonly graphOrigin: () => string;
  readonly registrations: AppRegistrations;
  readonly permissions: PermissionCatalog;
}

export function issuerOf(world: Pick<EntraWorld, 'authorityOrigin'>, tid: string): string {
  return `${world.authorityOrigin()}/${tid}/v2.0`;
}
