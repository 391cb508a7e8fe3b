import type { Address, OutgoingMessage, Reply } from '../client/index.js';
import { askedReceipts, type Draft, withOriginal } from './draft.js';

/**
 * How a draft goes out when the mailbox does not have it. An answer is Graph's to make, whatever is changed of it: so it stays
 * in its conversation and has the original whole, with its pictures and files. One with files of its own goes by the mailbox.
 */
export type SendPlan = AnswerPlan | { readonly kind: 'message' };

export interface AnswerPlan {
  readonly kind: 'reply' | 'reply-all' | 'forward';
  readonly sourceId: string;
  /** What the user has changed of what Graph would make. */
  readonly differences: Omit<Reply, 'body'>;
}

export function sendPlan(draft: Draft): SendPlan {
  const { kind, sourceId, prefilled, to, cc, bcc, subject, importance } = draft;
  if (kind === 'new' || sourceId === undefined || prefilled === undefined || to.length === 0) {
    return { kind: 'message' };
  }
  const differences = {
    ...(kind === 'forward' || isSame(to, prefilled.to) ? {} : { to: [...to] }),
    ...(isSame(cc, prefilled.cc) ? {} : { cc: [...cc] }),
    ...(bcc.length === 0 ? {} : { bcc: [...bcc] }),
    ...(subject === prefilled.subject ? {} : { subject }),
    ...(importance === 'normal' ? {} : { importance }),
    ...askedReceipts(draft),
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
    ...askedReceipts(draft),
    attachments: [...attachments],
    saveToSentItems: true,
  };
}

/** Changes whenever what would be sent changes: then the old idempotency key must not be used. */
export function fingerprint(draft: Draft): string {
  const { to, cc, bcc, subject, html, importance, attachments } = draft;
  const receipts = Object.keys(askedReceipts(draft));
  return JSON.stringify([to, cc, bcc, subject, html, importance, attachments.map((one) => one.id), ...receipts]);
}

function isSame(people: readonly Address[], addresses: readonly string[]): boolean {
  return people.length === addresses.length && people.every(({ address }, index) => address === addresses[index]);
}
