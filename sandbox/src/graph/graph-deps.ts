import type { AccessTokenVerifier, FaultRegistry, RecordedRequest, SandboxClock, SandboxUser } from '../model.js';

/** All that Graph needs from the list of accounts. */
export interface Directory {
  users(): readonly SandboxUser[];
}

export interface GraphDeps {
  readonly directory: Directory;
  readonly accessTokens: AccessTokenVerifier;
  readonly faults: FaultRegistry;
  readonly clock: SandboxClock;
  record(request: RecordedRequest): void;
  /** The address of the listener, e.g. `https://localhost:8444`; links in responses begin with its origin. */
  baseUrl(): string;
  /** The origin of the listener that accepts uploads; Graph's own when absent. */
  uploadsUrl?(): string;
  /** Where a claims challenge sends the client; Microsoft's own address when absent. */
  authorizationUri?(): string;
  /** Posts change notifications; the global fetch when absent. */
  readonly fetch?: typeof fetch;
}
