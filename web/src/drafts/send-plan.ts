import type { OutgoingMessage, Reply } from '../client/index.js';
import { requestedReceipts, type Draft, withOriginal } from './draft.js';

/**
 * How a draft is sent when it is not in the mailbox. Graph creates a reply, whatever the user has changed in it: the reply stays
 * in its conversation and contains all of the original, with pictures and files. A reply with new files is sent from the mailbox.
 * Graph's own choice of recipients differs from the app's: a reply to one's own message would go to oneself.
 */
export type SendPlan = AnswerPlan | { readonly kind: 'message' };

export interface AnswerPlan {
  readonly kind: 'reply' | 'reply-all' | 'forward';
  readonly sourceId: string;
  /** The user's changes to what Graph would create. */
  readonly differences: Omit<Reply, 'body'>;
}

export function sendPlan(draft: Draft): SendPlan {
  const { kind, sourceId, prefilled, to, cc, bcc, subject, importance } = draft;
  if (kind === 'new' || sourceId === undefined || prefilled === undefined || to.length === 0) {
    return { kind: 'message' };
  }
  const differences = {
    ...(kind === 'forward' ? {} : { to: [...to] }),
    ...(kind === 'forward' && cc.length === 0 ? {} : { cc: [...cc] }),
    ...(bcc.length === 0 ? {} : { bcc: [...bcc] }),
    ...(subject === prefilled.subject ? {} : { subject }),
    ...(importance === 'normal' ? {} : { importance }),
    ...requestedReceipts(draft),
  };
  return { kind, sourceId, differences };
}

export interface EncodedAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly contentBytes: string;
  readonly contentId?: string;
}

export function outgoingMessage(draft: Draft, attachments: readonly EncodedAttachment[]): OutgoingMessage {
  return {
    to: [...draft.to],
    cc: [...draft.cc],
    bcc: [...draft.bcc],
    subject: draft.subject,
    body: { contentType: 'html', content: withOriginal(draft) },
    importance: draft.importance,
    ...requestedReceipts(draft),
    attachments: [...attachments],
    saveToSentItems: true,
  };
}

/** Changes with the content that would be sent: then the old idempotency key must not be used. */
export function fingerprint(draft: Draft): string {
  const { to, cc, bcc, subject, html, importance, attachments } = draft;
  const receipts = Object.keys(requestedReceipts(draft));
  return JSON.stringify([to, cc, bcc, subject, html, importance, attachments.map((one) => one.id), ...receipts]);
}
