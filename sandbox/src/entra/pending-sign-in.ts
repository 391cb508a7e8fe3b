import { randomUUID } from 'node:crypto';
import type { SandboxUser } from '../model.js';
import type { AuthorizeRequest } from './authorize-request.js';

/** One authorize request on its way through the pages. */
export interface PendingSignIn {
  readonly id: string;
  /** An administrator's consent for a whole tenant, and a device's request, take the same way through the pages. */
  readonly purpose: 'sign_in' | 'admin_consent' | 'device_code';
  /** Of the purpose `device_code`. */
  readonly deviceCode: string | undefined;
  readonly request: AuthorizeRequest;
  /** Milliseconds since the epoch; `prompt=login` wants a password given after it. */
  readonly startedAt: number;
  user: SandboxUser | undefined;
  /** "Use another account": the pickers are not shown again. */
  isEnteringUsername: boolean;
  /** A user name that was typed and belongs to more than one account. */
  ambiguousName: string | undefined;
  hasConsented: boolean;
  /** The user said that it is their device. */
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
