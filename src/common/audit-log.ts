import { Injectable } from '@nestjs/common';

import { Logger } from './logger.js';

export type AuditEvent =
  | 'sign_in'
  | 'sign_in_refused'
  | 'consent'
  | 'step_up'
  | 'admin_consent'
  | 'admin_consent_refused'
  | 'interaction_requested'
  | 'sign_out'
  | 'session_revoked'
  /** A refresh came back for somebody else; the user's sessions end. */
  | 'tokens_of_another_user'
  | 'front_channel_sign_out'
  | 'device_bound'
  /** A request without the proof that its session asks for, or a forged proof, which ends the session. */
  | 'device_proof_refused';

/** What an auditor asks for: one line per event, with hashed session ids and without tokens or names. */
@Injectable()
export class AuditLog {
  constructor(private readonly logger: Logger) {}

  record(event: AuditEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.logger.info({ audit: event, ...fields }, 'audit');
  }
}
