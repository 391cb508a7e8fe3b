import type { PermissionName } from '../client/index.js';

/** The permission the user has been sent to Microsoft for. One value, so that nothing of an earlier trip stays. */
export interface Awaited {
  readonly permission: PermissionName;
  /** What they were about to do, where that isn't to write on or to send. */
  readonly then?: Plan | undefined;
}

/** `at`: the time for which it was about to be scheduled (ISO 8601). `template`: it was to be kept as one. */
export type Plan = { readonly kind: 'schedule'; readonly at: string } | { readonly kind: 'template' };

/** What was stored with a draft; an earlier version of the app stored the name of the permission only. */
export function parseAwaited(value: unknown): Awaited | undefined {
  if (typeof value === 'string') {
    return { permission: value };
  }
  return isAwaited(value) ? value : undefined;
}

function isAwaited(value: unknown): value is Awaited {
  return typeof value === 'object' && value !== null && 'permission' in value;
}
