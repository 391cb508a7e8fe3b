import type { Address, Importance } from '../client/index.js';

export type DraftKind = 'new' | 'reply' | 'reply-all' | 'forward';

export interface DraftAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
}

/** What a reply or forward was started with: unchanged, the server can answer in the same conversation. */
export interface Prefilled {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
}

/** A message being written, kept on this device until it is sent or discarded. */
export interface Draft {
  readonly id: string;
  readonly kind: DraftKind;
  readonly sourceId: string | undefined;
  readonly prefilled: Prefilled | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  readonly html: string;
  readonly importance: Importance;
  readonly attachments: readonly DraftAttachment[];
  /** Those of the message that is forwarded; the server has them. */
  readonly forwarded: readonly DraftAttachment[];
  /** The permission the user has been sent to Microsoft for. */
  readonly awaiting: string | undefined;
  /** Set by the first attempt to send; the same key goes with the same content. */
  readonly attempt: { readonly key: string; readonly fingerprint: string } | undefined;
  /** Where the user was when he began. */
  readonly returnTo: string;
  readonly updatedAt: number;
}

export function emptyDraft(id: string, returnTo: string, now: number): Draft {
  return {
    id,
    kind: 'new',
    sourceId: undefined,
    prefilled: undefined,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: '',
    importance: 'normal',
    attachments: [],
    forwarded: [],
    awaiting: undefined,
    attempt: undefined,
    returnTo,
    updatedAt: now,
  };
}

export function isBlank(draft: Draft): boolean {
  const people = draft.to.length + draft.cc.length + draft.bcc.length;
  return (
    draft.kind === 'new' &&
    people === 0 &&
    draft.subject.trim() === '' &&
    plainText(draft.html) === '' &&
    draft.attachments.length === 0
  );
}

/** Good enough to tell whether anything is written; not for showing. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .trim();
}

export function recipientsOf(draft: Draft): Address[] {
  return [...draft.to, ...draft.cc, ...draft.bcc];
}
