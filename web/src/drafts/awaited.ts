import type { PermissionName } from '../client/index.js';

/** The permission the user has been sent to Microsoft for. One value, so that nothing of an earlier trip stays. */
export interface Awaited {
  readonly permission: PermissionName;
  /** What they were about to do, where that isn't to write on or to send. */
  readonly then?: Plan | undefined;
}

/** `at`: the time for which it was about to be scheduled (ISO 8601). `template`: it was to be kept as one. */
export type Plan = { readonly kind: 'schedule'; readonly at: string } | { readonly kind: 'template' };

/** The members of a stored draft: earlier versions of the app stored the name of the permission, and what was to be done then beside it. */
export interface StoredAwaited {
  readonly awaiting?: unknown;
  readonly awaitingTime?: unknown;
  readonly awaitingTemplate?: unknown;
}

export function parseAwaited({ awaiting, ...plan }: StoredAwaited): Awaited | undefined {
  if (typeof awaiting === 'string') {
    return { permission: awaiting, then: planOf(plan) };
  }
  return isAwaited(awaiting) ? awaiting : undefined;
}

function planOf({ awaitingTime, awaitingTemplate }: StoredAwaited): Plan | undefined {
  if (typeof awaitingTime === 'string') {
    return { kind: 'schedule', at: awaitingTime };
  }
  return awaitingTemplate === true ? { kind: 'template' } : undefined;
}

function isAwaited(value: unknown): value is Awaited {
  return typeof value === 'object' && value !== null && 'permission' in value;
}
