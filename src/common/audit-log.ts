import { Injectable } from '@nestjs/common';

import { Logger } from './logger.js';
import { fingerprint } from './random-id.js';
import { Problem } from './problem.js';
import { currentRequestContext } from './request-context.js';

export type AuditEvent =
  | 'sign_in'
  | 'sign_in_refused'
  | 'consent'
  | 'step_up'
  | 'admin_consent'
  | 'admin_consent_refused'
  | 'interaction_requested'
  | 'sign_out'
  | 'session_ended'
  | 'session_revoked'
  /** In a browser of another family than it began in. */
  | 'session_continued_elsewhere'
  /** A refresh returned tokens of another user; the user's sessions end. */
  | 'tokens_of_another_user'
  /** A guest who was removed and invited again is another object; the sessions of the former one end. */
  | 'account_replaced'
  | 'front_channel_sign_out'
  | 'device_bound'
  /** A request without the proof that its session requires, or a forged proof, which ends the session. */
  | 'device_proof_refused'
  | 'mail_sent'
  | 'mail_deleted_permanently'
  /** The service unsubscribed the user from a mailing list. */
  | 'list_left'
  /** Sampled: requests that were refused before any handler ran. */
  | 'request_refused'
  /** A call that changes something at an API of `APIS_FILE`. */
  | 'api_write';

/** A user as in Entra's own log: object id and tenant. */
export interface AuditUser {
  readonly oid: string;
  readonly tid: string;
}

/** Where an event is about a session. */
export interface AuditedSession {
  /** Public handle; only its hash is written. */
  readonly id: string;
  readonly user: { readonly id: string; readonly tenantId: string };
  /** Of the user in `tenantId`, where it is known. */
  readonly objectId?: string | undefined;
}

export interface AuditFacts {
  /** `success`, or the code of the failure. */
  readonly outcome?: string;
  readonly session?: AuditedSession | undefined;
  readonly user?: AuditUser | undefined;
  readonly [fact: string]: unknown;
}

/**
 * One line per event for an auditor, whatever the level of the log is: who, from where, the outcome, and the reference
 * that the user was shown. Session ids are hashes; a line contains no tokens, names or mail addresses.
 */
@Injectable()
export class AuditLog {
  constructor(private readonly logger: Logger) {}

  record(event: AuditEvent, { outcome = 'success', session, user, ...facts }: AuditFacts = {}): void {
    const { traceId, address, userAgent } = currentRequestContext() ?? {};
    this.logger.audit(
      {
        audit: event,
        event,
        outcome,
        ref: traceId,
        user: user ?? (session && auditUserOf(session)),
        address,
        session: session && fingerprint(session.id),
        userAgent,
        ...facts,
      },
      'audit',
    );
  }

  /** Records the outcome of the work, whatever it is. */
  async watch<T>(event: AuditEvent, facts: AuditFacts, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.record(event, facts);
      return result;
    } catch (error) {
      this.record(event, { ...facts, outcome: error instanceof Problem ? error.code : 'failed' });
      throw error;
    }
  }
}

/** MSAL's `homeAccountId` begins with the object id at home; a guest has another one in the tenant that they sign in to. */
function auditUserOf({ user, objectId }: AuditedSession): AuditUser {
  return { oid: objectId ?? user.id.split('.', 1)[0] ?? '', tid: user.tenantId };
}
