import type { OutgoingMessage } from '../client/index.js';
import { type Draft, withOriginal } from './draft.js';

/** How a draft goes out: an untouched answer stays in its conversation, everything else is a message of its own. */
export type SendPlan = AnswerPlan | { readonly kind: 'message' };

export interface AnswerPlan {
  readonly kind: 'reply' | 'reply-all' | 'forward';
  readonly sourceId: string;
}

export function sendPlan(draft: Draft): SendPlan {
  const { kind, sourceId, prefilled } = draft;
  if (kind === 'new' || sourceId === undefined || prefilled === undefined) return { kind: 'message' };
  const isPlain =
    draft.subject === prefilled.subject &&
    draft.attachments.length === 0 &&
    draft.bcc.length === 0 &&
    draft.importance === 'normal';
  if (!isPlain) return { kind: 'message' };
  const sameCc = sameList(
    draft.cc.map((one) => one.address),
    prefilled.cc,
  );
  if (kind === 'forward') return sameCc ? { kind, sourceId } : { kind: 'message' };
  const sameTo = sameList(
    draft.to.map((one) => one.address),
    prefilled.to,
  );
  return sameTo && sameCc ? { kind, sourceId } : { kind: 'message' };
}

export interface EncodedAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly contentBytes: string;
}

export function outgoingMessage(draft: Draft, attachments: readonly EncodedAttachment[]): OutgoingMessage {
  return {
    to: [...draft.to],
    cc: [...draft.cc],
    bcc: [...draft.bcc],
    subject: draft.subject,
    body: { contentType: 'html', content: withOriginal(draft) },
    importance: draft.importance,
    attachments: [...attachments],
    saveToSentItems: true,
  };
}

/** Changes whenever what would be sent changes: then the old idempotency key must not be used. */
export function fingerprint(draft: Draft): string {
  const { to, cc, bcc, subject, html, importance, attachments } = draft;
  return JSON.stringify([to, cc, bcc, subject, html, importance, attachments.map((one) => one.id)]);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
