import type { PermissionName } from '../client/index.js';

/** The permission for which the user was sent to Microsoft. It is one value, so a later trip replaces all of it. */
export interface Awaited {
  readonly permission: PermissionName;
  /** What the user was about to do, unless that was to edit or to send. */
  readonly then?: Plan | undefined;
}

/** `at`: the time for which the user was about to schedule the message (ISO 8601). `template`: they were about to save it as one. */
export type Plan = { readonly kind: 'schedule'; readonly at: string } | { readonly kind: 'template' };

/** The members of a stored draft. Earlier versions of the app stored the permission's name as text, and the action beside it. */
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
