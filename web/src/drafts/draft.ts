import type { Address, Importance } from '../client/index.js';
import type { Awaited } from './awaited.js';
import type { SendingReason } from './sending-reason.js';
import { withDirection } from './text-direction.js';

export type DraftKind = 'new' | 'reply' | 'reply-all' | 'forward';

export interface DraftAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  /** Its id in the mailbox, once it is there; until then the file is on this device. */
  readonly remoteId?: string | undefined;
  /** A picture in the text, which names it by this; no file for the list. */
  readonly contentId?: string | undefined;
}

/** The draft in the mailbox. */
export interface MailboxCopy {
  readonly id: string;
  /** Whether it says what is written here. */
  readonly isCurrent: boolean;
}

/** In the fields, and no recipients yet; `field` is the one that the user was in. */
export interface TypedRecipients {
  readonly field: 'to' | 'cc' | 'bcc';
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
}

/** What a reply or forward was started with: unchanged, the server can answer in the same conversation. */
export interface Prefilled {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
}

/** A message that was asked to be sent and isn't known to have gone: it is in the outbox, and doesn't change there. */
export interface Sending {
  /** Goes with every attempt (`Idempotency-Key`). */
  readonly key: string;
  /** An attempt that may have arrived is repeated the same way: the key belongs to one request. */
  readonly way: 'mailbox' | 'message';
  /** When it was asked for, in ms of the epoch. */
  readonly since: number;
  readonly state: SendingState;
  /** Whether a request went out: until then it certainly wasn't sent. */
  readonly isAttempted: boolean;
  /** Nothing goes out before, in ms of the epoch: the user may still think better of it. */
  readonly heldUntil?: number | undefined;
  /** Why it isn't sent. A text was stored by an earlier version of the app. */
  readonly reason: SendingReason | string | undefined;
}

/** `waiting`: tried again by itself. `uncertain`: it may have been sent. `refused`: the user has something to do. */
export type SendingState = 'sending' | 'waiting' | 'uncertain' | 'refused';

/** A message being written: kept on this device at once, and in the mailbox where the user allows it. */
export interface Draft {
  readonly id: string;
  readonly kind: DraftKind;
  readonly sourceId: string | undefined;
  readonly prefilled: Prefilled | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  /** What the user writes. */
  readonly html: string;
  /** What is answered or forwarded, as simple HTML for showing. The mailbox has it whole, with its pictures. */
  readonly original: string | undefined;
  readonly importance: Importance;
  readonly isReadReceiptRequested: boolean;
  readonly isDeliveryReceiptRequested: boolean;
  readonly attachments: readonly DraftAttachment[];
  /** Those of the message that is forwarded; the server has them. */
  readonly forwarded: readonly DraftAttachment[];
  /** Set while the user is at Microsoft for it. */
  readonly awaiting: Awaited | undefined;
  /** What stood in the fields for recipients when the user went to Microsoft to find more people. */
  readonly typed: TypedRecipients | undefined;
  readonly mailbox: MailboxCopy | undefined;
  /** Whether the user has written anything; an answer that was only opened is not kept. */
  readonly isTouched: boolean;
  /** It has pictures in its text that are not its own, which the editor leaves out. */
  readonly hasPictures: boolean;
  /** Set by the first attempt to send; the same key goes with the same content. */
  readonly attempt: { readonly key: string; readonly fingerprint: string } | undefined;
  readonly sending: Sending | undefined;
  /** Files that were taken out and that the mailbox may still have: it isn't sent with them. */
  readonly leaving: readonly DraftAttachment[];
  /** What it began with, such as a signature: nothing that the user wrote. */
  readonly startHtml: string;
  /** Where the user was when they began. */
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
    original: undefined,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    attachments: [],
    forwarded: [],
    awaiting: undefined,
    typed: undefined,
    mailbox: undefined,
    isTouched: false,
    hasPictures: false,
    attempt: undefined,
    sending: undefined,
    leaving: [],
    startHtml: '',
    returnTo,
    updatedAt: now,
  };
}

/** Nothing that anybody would miss. */
export function isBlank(draft: Draft): boolean {
  if (draft.mailbox !== undefined || draft.attachments.length > 0) {
    return false;
  }
  if (draft.kind !== 'new') {
    return !draft.isTouched;
  }
  return recipientsOf(draft).length === 0 && draft.subject.trim() === '' && isUnwritten(draft);
}

function isUnwritten({ html, startHtml }: Draft): boolean {
  const text = plainText(html);
  return text === '' || text === plainText(startHtml);
}

/** Whether the mailbox lacks anything of it. */
export function isUnsaved(draft: Draft): boolean {
  if (isBlank(draft)) {
    return false;
  }
  return draft.mailbox?.isCurrent !== true || draft.attachments.some((file) => file.remoteId === undefined);
}

/** Whether the user would lose it with this device: what the mailbox lacks, and what is yet to be sent. */
export function isPending(draft: Draft): boolean {
  return draft.sending !== undefined || isUnsaved(draft);
}

export function isUploading(draft: Draft): boolean {
  return draft.mailbox !== undefined && draft.attachments.some((file) => file.remoteId === undefined);
}

/** The size of an attachment may count a little more than the file has bytes. */
const moreBytes = 4096;

/** Whether what the mailbox has is this file. */
export function isSameFile(
  { name, size, contentId }: DraftAttachment,
  there: { readonly name: string; readonly size: number; readonly contentId?: string | null | undefined },
): boolean {
  if (contentId !== undefined) {
    return there.contentId === contentId;
  }
  return there.name === name && there.size >= size && there.size <= size + moreBytes;
}

/** Files of the list, without the pictures in the text. */
export function listedFiles({ attachments }: Pick<Draft, 'attachments'>): DraftAttachment[] {
  return attachments.filter(({ contentId }) => contentId === undefined);
}

/** Pictures that were taken out of the text again. */
export function unusedPictures({ attachments, html }: Pick<Draft, 'attachments' | 'html'>): DraftAttachment[] {
  return attachments.filter(({ contentId }) => contentId !== undefined && !html.includes(`cid:${contentId}`));
}

/** Good enough to tell whether anything is written; not for showing. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .trim();
}

/** The text with what is answered below it: for a message that the mailbox does not make from the original. */
export function withOriginal({ html, original }: Pick<Draft, 'html' | 'original'>): string {
  if (original === undefined) {
    return withDirection(html);
  }
  // Their addresses mean something here only.
  return `${withDirection(html)}<blockquote>${original.replace(/<img\b[^>]*>/gi, '')}</blockquote>`;
}

export function recipientsOf(draft: Draft): Address[] {
  return [...draft.to, ...draft.cc, ...draft.bcc];
}

const RECEIPTS = ['isReadReceiptRequested', 'isDeliveryReceiptRequested'] as const satisfies (keyof Draft)[];
const CONTENT = [
  ...(['to', 'cc', 'bcc', 'subject', 'html', 'importance'] as const),
  ...RECEIPTS,
] as const satisfies (keyof Draft)[];

/** All that the one who gets it would see. */
const FROZEN: readonly string[] = [...CONTENT, 'attachments', 'forwarded'] satisfies (keyof Draft)[];

/** What may be said of a message that is in the outbox: a key that was used goes with this content only. */
export function withoutContent(change: Partial<Draft>): Partial<Draft> {
  return Object.fromEntries(Object.entries(change).filter(([name]) => !FROZEN.includes(name)));
}

/** What goes into the mailbox with a save; files go by themselves. */
export type DraftContent = Pick<Draft, (typeof CONTENT)[number]>;

export function contentOf({ to, cc, bcc, subject, html, importance, ...draft }: DraftContent): DraftContent {
  const { isReadReceiptRequested, isDeliveryReceiptRequested } = draft;
  return { to, cc, bcc, subject, html, importance, isReadReceiptRequested, isDeliveryReceiptRequested };
}

/** The receipts that it asks for, for what has none by itself. */
export function askedReceipts(draft: Pick<Draft, Receipt>): Partial<Record<Receipt, true>> {
  return Object.fromEntries(RECEIPTS.filter((receipt) => draft[receipt]).map((receipt) => [receipt, true]));
}

type Receipt = (typeof RECEIPTS)[number];

/** The members that differ; all of them when it is not known what was there. */
export function changedContent(before: DraftContent | undefined, after: DraftContent): (keyof DraftContent)[] {
  return CONTENT.filter((name) => before === undefined || !isSame(before[name], after[name]));
}

export function isSameContent(a: DraftContent, b: DraftContent): boolean {
  return changedContent(a, b).length === 0;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
