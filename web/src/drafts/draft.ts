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
  /** Its id in the mailbox; undefined while the file is on this device. */
  readonly remoteId?: string | undefined;
  /** Set for a picture in the text, which refers to it by this id. Such a picture is not listed as a file. */
  readonly contentId?: string | undefined;
}

/** The draft in the mailbox. */
export interface MailboxCopy {
  readonly id: string;
  /** Whether it has the current content. */
  readonly isCurrent: boolean;
}

/** Text in the fields that is not a recipient yet; `field` is the one that the user was in. */
export interface TypedRecipients {
  readonly field: 'to' | 'cc' | 'bcc';
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
}

/** The initial values of a reply or forward that the server fills in too, unless the user changes them. */
export interface Prefilled {
  readonly subject: string;
}

/** A message that the user has sent and that isn't known to be sent. It is in the outbox, and doesn't change there. */
export interface Sending {
  /** Sent with every attempt (`Idempotency-Key`). */
  readonly key: string;
  /** An attempt that may have arrived is repeated by the same route, because the key belongs to one request. */
  readonly way: 'mailbox' | 'message';
  /** When the user sent it, in ms of the epoch. */
  readonly since: number;
  readonly state: SendingState;
  /** Whether a request to send was made: until then it certainly wasn't sent. */
  readonly isAttempted: boolean;
  /** It isn't sent before this time, in ms of the epoch: the user may cancel. */
  readonly heldUntil?: number | undefined;
  /** Why it isn't sent. Earlier versions of the app stored a text. */
  readonly reason: SendingReason | string | undefined;
}

/** `waiting`: retried automatically. `uncertain`: it may have been sent. `refused`: the user must act. */
export type SendingState = 'sending' | 'waiting' | 'uncertain' | 'refused';

/** A message that is being written. It is stored on this device at once, and in the mailbox when the user permits it. */
export interface Draft {
  readonly id: string;
  readonly kind: DraftKind;
  readonly sourceId: string | undefined;
  readonly prefilled: Prefilled | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  /** The user's text. */
  readonly html: string;
  /** The message that is replied to or forwarded, as simple HTML for display. The mailbox has all of it, with its pictures. */
  readonly original: string | undefined;
  readonly importance: Importance;
  readonly isReadReceiptRequested: boolean;
  readonly isDeliveryReceiptRequested: boolean;
  readonly attachments: readonly DraftAttachment[];
  /** The files of the forwarded message; the server has them. */
  readonly forwarded: readonly DraftAttachment[];
  /** Set while the user is at Microsoft to grant a permission. */
  readonly awaiting: Awaited | undefined;
  /** The text in the recipient fields when the user went to Microsoft to find more people. */
  readonly typed: TypedRecipients | undefined;
  readonly mailbox: MailboxCopy | undefined;
  /** Whether the user has written anything; a reply that was only opened is not stored. */
  readonly isTouched: boolean;
  /** The text has pictures of other messages, which the editor omits. */
  readonly hasPictures: boolean;
  /** Set by the first attempt to send; the same key is sent with the same content. */
  readonly attempt: { readonly key: string; readonly fingerprint: string } | undefined;
  readonly sending: Sending | undefined;
  /** Removed files that the mailbox may still have: the message isn't sent with them. */
  readonly leaving: readonly DraftAttachment[];
  /** The initial text, such as a signature, which is not the user's own. */
  readonly startHtml: string;
  /** The page that the user was on when they began. */
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

/** Whether nobody would miss it. */
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

/** Whether the mailbox lacks any part of it. */
export function isUnsaved(draft: Draft): boolean {
  if (isBlank(draft)) {
    return false;
  }
  return draft.mailbox?.isCurrent !== true || draft.attachments.some((file) => file.remoteId === undefined);
}

/** Whether it would be lost with this device: the mailbox lacks a part of it, or it has yet to be sent. */
export function isPending(draft: Draft): boolean {
  return draft.sending !== undefined || isUnsaved(draft);
}

export function isUploading(draft: Draft): boolean {
  return draft.mailbox !== undefined && draft.attachments.some((file) => file.remoteId === undefined);
}

/** Graph's size of an attachment may be slightly larger than the file. */
const moreBytes = 4096;

/** Whether an attachment in the mailbox is this file. */
export function isSameFile(
  { name, size, contentId }: DraftAttachment,
  there: { readonly name: string; readonly size: number; readonly contentId?: string | null | undefined },
): boolean {
  if (contentId !== undefined) {
    return there.contentId === contentId;
  }
  return there.name === name && there.size >= size && there.size <= size + moreBytes;
}

/** The files in the list, without the pictures in the text. */
export function listedFiles({ attachments }: Pick<Draft, 'attachments'>): DraftAttachment[] {
  return attachments.filter(({ contentId }) => contentId === undefined);
}

/** Pictures that were removed from the text. */
export function unusedPictures({ attachments, html }: Pick<Draft, 'attachments' | 'html'>): DraftAttachment[] {
  return attachments.filter(({ contentId }) => contentId !== undefined && !html.includes(`cid:${contentId}`));
}

/** Good enough to detect whether there is text; not for display. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .trim();
}

/** The text with the original below it, for a message that the mailbox does not create from the original. */
export function withOriginal({ html, original }: Pick<Draft, 'html' | 'original'>): string {
  if (original === undefined) {
    return withDirection(html);
  }
  // Their addresses are valid only here.
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

/** Everything that a recipient would see. */
const FROZEN: readonly string[] = [...CONTENT, 'attachments', 'forwarded'] satisfies (keyof Draft)[];

/** The change that is allowed for a message in the outbox: a key that was used belongs to this content only. */
export function withoutContent(change: Partial<Draft>): Partial<Draft> {
  return Object.fromEntries(Object.entries(change).filter(([name]) => !FROZEN.includes(name)));
}

/** The content that a save writes to the mailbox; files are uploaded separately. */
export type DraftContent = Pick<Draft, (typeof CONTENT)[number]>;

export function contentOf({ to, cc, bcc, subject, html, importance, ...draft }: DraftContent): DraftContent {
  const { isReadReceiptRequested, isDeliveryReceiptRequested } = draft;
  return { to, cc, bcc, subject, html, importance, isReadReceiptRequested, isDeliveryReceiptRequested };
}

/** The receipts that the draft requests, for API calls that have no default. */
export function requestedReceipts(draft: Pick<Draft, Receipt>): Partial<Record<Receipt, true>> {
  return Object.fromEntries(RECEIPTS.filter((receipt) => draft[receipt]).map((receipt) => [receipt, true]));
}

type Receipt = (typeof RECEIPTS)[number];

/** The members that differ; all of them when the earlier content is unknown. */
export function changedContent(before: DraftContent | undefined, after: DraftContent): (keyof DraftContent)[] {
  return CONTENT.filter((name) => before === undefined || !isSame(before[name], after[name]));
}

export function isSameContent(a: DraftContent, b: DraftContent): boolean {
  return changedContent(a, b).length === 0;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
