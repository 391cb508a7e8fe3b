import { htmlToText, previewOf, textToHtml } from '../mailbox/html-text.js';
import { conversationIndexOf } from '../mailbox/ids.js';
import { hasFileAttachments, type Address, type MailBody, type MailItem, type Meeting } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';

export interface ShapeOptions {
  readonly immutableIds: boolean;
  readonly bodyContentType: 'text' | 'html' | undefined;
  /** Mail.ReadBasic sees neither bodies nor previews. */
  readonly basic: boolean;
}

/** Outlook's times have whole seconds. */
export function dateTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function recipient({ name, address }: Address): object {
  return { emailAddress: { name, address } };
}

export function zoned(at: number): object {
  return {
    dateTime: `${new Date(at).toISOString().slice(0, 19)}.0000000`,
    timeZone: 'UTC',
  };
}

function bodyIn(body: MailBody, wanted: 'text' | 'html' | undefined): MailBody {
  if (wanted === undefined || wanted === body.contentType) {
    return body;
  }
  return wanted === 'text'
    ? { contentType: 'text', content: htmlToText(body.content) }
    : { contentType: 'html', content: textToHtml(body.content) };
}

function textOf(body: MailBody): string {
  return body.contentType === 'text' ? body.content : htmlToText(body.content);
}

/** The part that is new in this message: what comes before the quoted one. */
function uniqueBodyOf(body: MailBody): MailBody {
  const cut =
    body.contentType === 'html' ? /<hr\b|<blockquote\b|<div id="divRplyFwdMsg"/i : /^_{10,}|^-{3,} ?Original Message/im;
  const at = body.content.search(cut);
  return at <= 0 ? body : { contentType: body.contentType, content: body.content.slice(0, at) };
}

const outlookWeb = 'https://outlook.office365.com/owa/';

type Reader = (item: MailItem, mailbox: Mailbox, options: ShapeOptions) => unknown;

/** In the order in which Graph writes them. */
const READERS: Readonly<Record<string, Reader>> = {
  id: (item, _mailbox, options) => (options.immutableIds ? item.immutableId : item.id),
  createdDateTime: (item) => dateTime(item.createdAt),
  lastModifiedDateTime: (item) => dateTime(item.modifiedAt),
  changeKey: (item, mailbox) => mailbox.changeKey(item),
  categories: (item) => item.categories,
  receivedDateTime: (item) => dateTime(item.receivedAt),
  sentDateTime: (item) => dateTime(item.sentAt),
  hasAttachments: hasFileAttachments,
  internetMessageId: (item) => item.internetMessageId,
  subject: (item) => item.subject,
  bodyPreview: (item, _mailbox, options) => (options.basic ? '' : previewOf(textOf(item.body))),
  importance: (item) => item.importance,
  parentFolderId: (item) => item.folderId,
  conversationId: (item, mailbox) => mailbox.conversationId(item),
  conversationIndex: (item) =>
    conversationIndexOf(item.conversation.key, item.conversation.startedAt, item.conversation.depth),
  isDeliveryReceiptRequested: (item) => item.isDeliveryReceiptRequested,
  isReadReceiptRequested: (item) => item.isReadReceiptRequested,
  isRead: (item) => item.isRead,
  isDraft: (item) => item.isDraft,
  webLink: (item) => `${outlookWeb}?ItemID=${encodeURIComponent(item.id)}&exvsurl=1&viewmodel=ReadMessageItem`,
  inferenceClassification: (item) => item.inferenceClassification,
  body: (item, _mailbox, options) => bodyIn(item.body, options.bodyContentType),
  sender: (item) => (item.sender === null ? null : recipient(item.sender)),
  from: (item) => (item.from === null ? null : recipient(item.from)),
  toRecipients: (item) => item.to.map(recipient),
  ccRecipients: (item) => item.cc.map(recipient),
  bccRecipients: (item) => item.bcc.map(recipient),
  replyTo: (item) => item.replyTo.map(recipient),
  flag: (item) => item.flag,
  uniqueBody: (item, _mailbox, options) => bodyIn(uniqueBodyOf(item.body), options.bodyContentType),
  internetMessageHeaders: (item) => item.headers.map(({ name, value }) => ({ name, value })),
};

/** Returned only when selected. */
const onDemand = ['uniqueBody', 'internetMessageHeaders'];
const BODIES = ['body', 'uniqueBody'];

export const messageProperties: readonly string[] = Object.keys(READERS);
const defaultProperties = messageProperties.filter((name) => !onDemand.includes(name));

function meetingShape(item: MailItem): Record<string, unknown> {
  if (item.meeting === null) {
    return {};
  }
  return {
    meetingMessageType: item.meeting.meetingMessageType,
    type: item.meeting.recurrence === undefined ? 'singleInstance' : 'seriesMaster',
    isOutOfDate: item.meeting.isOutOfDate === true,
    isAllDay: item.meeting.isAllDay === true,
    isDelegated: false,
    startDateTime: zoned(item.meeting.startsAt),
    endDateTime: zoned(item.meeting.endsAt),
    location: { displayName: item.meeting.location, locationType: 'default', uniqueIdType: 'unknown' },
    recurrence: item.meeting.recurrence ?? null,
    ...requestShape(item.meeting),
  };
}

/** The properties that only an `eventMessageRequest` has. */
function requestShape({ meetingMessageType, previous, responseRequested }: Meeting): Record<string, unknown> {
  if (meetingMessageType !== 'meetingRequest') {
    return {};
  }
  return {
    meetingRequestType: previous === undefined ? 'newMeetingRequest' : 'fullUpdate',
    responseRequested: responseRequested !== false,
    allowNewTimeProposals: true,
    previousStartDateTime: previous === undefined ? null : zoned(previous.startsAt),
    previousEndDateTime: previous === undefined ? null : zoned(previous.endsAt),
    previousLocation:
      previous === undefined
        ? null
        : { displayName: previous.location, locationType: 'default', uniqueIdType: 'unknown' },
  };
}

export function etagOf(item: MailItem, mailbox: Mailbox): string {
  return `W/"${mailbox.changeKey(item)}"`;
}

export function messageShape(
  item: MailItem,
  mailbox: Mailbox,
  options: ShapeOptions,
  select?: readonly string[],
): Record<string, unknown> {
  const names =
    select === undefined
      ? defaultProperties
      : messageProperties.filter((name) => name === 'id' || select.includes(name));
  const shape: Record<string, unknown> = {};
  if (item.meeting !== null) {
    shape['@odata.type'] =
      `#microsoft.graph.eventMessage${item.meeting.meetingMessageType === 'meetingRequest' ? 'Request' : ''}`;
  }
  shape['@odata.etag'] = etagOf(item, mailbox);
  for (const name of names) {
    if (options.basic && BODIES.includes(name)) {
      continue;
    }
    shape[name] = READERS[name]?.(item, mailbox, options);
  }
  return select === undefined ? { ...shape, ...meetingShape(item) } : shape;
}
