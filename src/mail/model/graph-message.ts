import { GraphProblem } from '../../graph/index.js';
import type { Attachment, MailAddress, MessageChange, MessageSummary } from './message.schema.js';

/**
 * The mapping of Graph's message. Written by hand and not by a schema because it runs for every item of every list. It
 * is as strict: a value of an unexpected type is omitted or refused, never passed on.
 */

/** The properties of `$select`, so that nothing else is sent and parsed. */
export const summaryProperties =
  'id,conversationId,subject,from,toRecipients,receivedDateTime,isRead,isDraft,hasAttachments,importance,flag,bodyPreview,categories,inferenceClassification,isReadReceiptRequested';
export const messageProperties = `${summaryProperties},ccRecipients,bccRecipients,replyTo,sentDateTime,parentFolderId,body,internetMessageHeaders,isDeliveryReceiptRequested`;
export const attachmentProperties = 'id,name,contentType,size,isInline,microsoft.graph.fileAttachment/contentId';

type Fields = Readonly<Record<string, unknown>>;

export function summaryOf(value: unknown): MessageSummary {
  const message = fieldsOf(value);
  return {
    id: idOf(message),
    conversationId: textOrNull(message['conversationId']),
    subject: text(message['subject']),
    from: addressOrNull(message['from']),
    to: addressesOf(message['toRecipients']),
    receivedAt: timeOrNull(message['receivedDateTime']),
    isRead: message['isRead'] === true,
    isDraft: message['isDraft'] === true,
    hasAttachments: message['hasAttachments'] === true,
    importance: importanceOf(message['importance']),
    flagged: isFlagged(message['flag']),
    preview: text(message['bodyPreview']),
    categories: stringsOf(message['categories']),
    inferenceClassification: classificationOf(message['inferenceClassification']),
    ...receiptOf(message['isReadReceiptRequested']),
  };
}

/** Few messages request one: the others have no member for it. */
function receiptOf(value: unknown): Pick<MessageSummary, 'isReadReceiptRequested'> {
  return value === true ? { isReadReceiptRequested: true } : {};
}

/** The members of a summary by the property that they come from. */
const changeReaders: Readonly<Record<string, (value: unknown) => Partial<MessageSummary>>> = {
  conversationId: (value) => ({ conversationId: textOrNull(value) }),
  subject: (value) => ({ subject: text(value) }),
  from: (value) => ({ from: addressOrNull(value) }),
  toRecipients: (value) => ({ to: addressesOf(value) }),
  receivedDateTime: (value) => ({ receivedAt: timeOrNull(value) }),
  isRead: (value) => ({ isRead: value === true }),
  isDraft: (value) => ({ isDraft: value === true }),
  hasAttachments: (value) => ({ hasAttachments: value === true }),
  importance: (value) => ({ importance: importanceOf(value) }),
  flag: (value) => ({ flagged: isFlagged(value) }),
  bodyPreview: (value) => ({ preview: text(value) }),
  categories: (value) => ({ categories: stringsOf(value) }),
  inferenceClassification: (value) => ({ inferenceClassification: classificationOf(value) }),
  isReadReceiptRequested: receiptOf,
};

/** A delta has the changed properties only, whatever was selected (microsoftgraph/microsoft-graph-docs#7776). */
export function changeOf(value: unknown): MessageChange {
  const message = fieldsOf(value);
  const change: MessageChange = { id: idOf(message) };
  for (const [property, read] of Object.entries(changeReaders)) {
    if (Object.hasOwn(message, property)) {
      Object.assign(change, read(message[property]));
    }
  }
  return change;
}

export interface MessageDetails {
  readonly summary: MessageSummary;
  readonly cc: MailAddress[];
  readonly bcc: MailAddress[];
  readonly replyTo: MailAddress[];
  readonly sentAt: string | null;
  readonly folderId: string | null;
  readonly categories: string[];
  readonly isReadReceiptRequested: boolean;
  readonly isDeliveryReceiptRequested: boolean;
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string };
  readonly attachments: Attachment[];
  /** The number of omitted attachments. */
  readonly unreadable: number;
}

export function detailsOf(value: unknown): MessageDetails {
  const message = fieldsOf(value);
  const body = fieldsOrNone(message['body']);
  const listed = listOf(message['attachments']);
  const attachments = listed.filter(hasId).map(attachmentOf);
  return {
    summary: summaryOf(message),
    cc: addressesOf(message['ccRecipients']),
    bcc: addressesOf(message['bccRecipients']),
    replyTo: addressesOf(message['replyTo']),
    sentAt: timeOrNull(message['sentDateTime']),
    folderId: textOrNull(message['parentFolderId']),
    categories: stringsOf(message['categories']),
    isReadReceiptRequested: message['isReadReceiptRequested'] === true,
    isDeliveryReceiptRequested: message['isDeliveryReceiptRequested'] === true,
    body: { contentType: isHtml(body['contentType']) ? 'html' : 'text', content: text(body['content']) },
    attachments,
    unreadable: listed.length - attachments.length,
  };
}

function stringsOf(value: unknown): string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

/** Without a Focused Inbox all mail is focused. */
function classificationOf(value: unknown): 'focused' | 'other' {
  return lower(value) === 'other' ? 'other' : 'focused';
}

/** An attachment without an id can't be requested; the message, or the list, is readable without it. */
export function hasId(value: unknown): boolean {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' && id !== '';
}

export function attachmentOf(value: unknown): Attachment {
  const attachment = fieldsOf(value);
  const size = attachment['size'];
  return {
    id: idOf(attachment),
    name: text(attachment['name']),
    contentType: textOrNull(attachment['contentType']),
    size: typeof size === 'number' && Number.isSafeInteger(size) ? size : 0,
    isInline: attachment['isInline'] === true,
    contentId: textOrNull(attachment['contentId']),
    ...kindOf(attachment),
  };
}

/** Outlook's older endpoints write `HTML`, `text/html`, `High` and `Flagged`. */
function lower(value: unknown): string {
  return text(value).toLowerCase();
}

function isHtml(contentType: unknown): boolean {
  return /^(?:text\/)?html\b/.test(lower(contentType));
}

/** Of a member that may be absent or null. */
function fieldsOrNone(value: unknown): Fields {
  return value === undefined || value === null ? {} : fieldsOf(value);
}

/** Graph states the kind by the type; v1.0 states the address of a reference only sometimes. */
function kindOf(attachment: Fields): Pick<Attachment, 'kind' | 'url'> {
  switch (lower(attachment['@odata.type'])) {
    case '#microsoft.graph.itemattachment':
      return { kind: 'item', url: null };
    case '#microsoft.graph.referenceattachment':
      return { kind: 'reference', url: secureUrl(attachment['sourceUrl']) };
    default:
      return { kind: 'file', url: null };
  }
}

/** An address that isn't https is not one that a user should follow. */
export function secureUrl(value: unknown): string | null {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && url.username + url.password === '' ? url.href : null;
}

/** @throws GraphProblem `graph_error` */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphProblem('graph_error', { cause: new TypeError('expected an object') });
  }
  return value as Fields;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function idOf(fields: Fields): string {
  const id = fields['id'];
  if (typeof id !== 'string' || id === '') {
    throw new GraphProblem('graph_error', { cause: new TypeError('expected an id') });
  }
  return id;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Graph writes UTC as ISO 8601, and year 1 for "never". */
export function timeOrNull(value: unknown): string | null {
  return typeof value === 'string' && /^(?!0001)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) ? value : null;
}

function addressesOf(value: unknown): MailAddress[] {
  return listOf(value)
    .map(addressOrNull)
    .filter((address) => address !== null);
}

export function addressOrNull(value: unknown): MailAddress | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { emailAddress } = value as { emailAddress?: unknown };
  if (typeof emailAddress !== 'object' || emailAddress === null) {
    return null;
  }
  const { name, address } = emailAddress as { name?: unknown; address?: unknown };
  return { name: text(name), address: text(address) };
}

function importanceOf(value: unknown): MessageSummary['importance'] {
  const importance = lower(value);
  return importance === 'low' || importance === 'high' ? importance : 'normal';
}

function isFlagged(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && lower((value as { flagStatus?: unknown }).flagStatus) === 'flagged'
  );
}
