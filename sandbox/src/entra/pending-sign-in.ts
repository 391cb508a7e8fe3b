import { randomUUID } from 'node:crypto';
import type { SandboxUser } from '../model.js';
import type { AuthorizeRequest } from './authorize-request.js';

/** One authorize request while its user passes through the pages. */
export interface PendingSignIn {
  readonly id: string;
  /** An administrator's consent for a whole tenant, and a device's request, use the same pages. */
  readonly purpose: 'sign_in' | 'admin_consent' | 'device_code';
  /** For the purpose `device_code` only. */
  readonly deviceCode: string | undefined;
  readonly request: AuthorizeRequest;
  /** Milliseconds since the epoch. `prompt=login` requires a password that was entered later. */
  readonly startedAt: number;
  user: SandboxUser | undefined;
  /** "Use another account": the pickers are not shown again. */
  isEnteringUsername: boolean;
  /** A user name that was typed and belongs to more than one account. */
  ambiguousName: string | undefined;
  hasConsented: boolean;
  /** The user has confirmed that the device is theirs. */
  hasConfirmed: boolean;
}

export function startSignIn(
  request: AuthorizeRequest,
  startedAt: number,
  purpose: PendingSignIn['purpose'] = 'sign_in',
  deviceCode?: string,
): PendingSignIn {
  return {
    id: randomUUID(),
    purpose,
    deviceCode,
    request,
    startedAt,
    user: undefined,
    isEnteringUsername: false,
    ambiguousName: undefined,
    hasConsented: false,
    hasConfirmed: false,
  };
}
