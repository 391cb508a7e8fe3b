import type { Permission, PermissionDefinition } from './permissions.js';

/** The methods that an API may be called with; GET brings HEAD. */
export const apiMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type ApiMethod = (typeof apiMethods)[number];

/** An API beside mail: calls below `prefix` are sent to `target` with the user's token for it. */
export interface ApiConfig {
  /** The label in metrics, logs and audit. */
  readonly name: string;
  /** E.g. `/api/orders`. */
  readonly prefix: string;
  /** Origin of the target. */
  readonly origin: string;
  /** Path of the target without a slash at its end; may be empty. */
  readonly basePath: string;
  /** Whether the target may have an address that is not of the public internet. */
  readonly isInternal: boolean;
  readonly methods: readonly ApiMethod[];
  readonly permissions: readonly Permission[];
  /** For methods that are not safe, alone. */
  readonly writePermissions: readonly Permission[];
  /** Silence before the head of an answer; 0: no limit. */
  readonly timeoutSeconds: number;
  readonly bodyLimitBytes: number;
  /** Response headers that are relayed besides the usual ones, in lower case. */
  readonly answerHeaders: readonly string[];
}

/** What `APIS_FILE` adds. */
export interface ApisFile {
  readonly permissions: readonly PermissionDefinition[];
  readonly apis: readonly ApiConfig[];
}
