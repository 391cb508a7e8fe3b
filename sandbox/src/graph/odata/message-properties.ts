import { hasFileAttachments, type Address, type MailItem } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';

export type Scalar = string | number | boolean | null;

/** A property that $filter and $orderby may name; times are milliseconds. */
export interface FilterProperty {
  readonly type: 'string' | 'time' | 'boolean' | 'enum';
  read(item: MailItem, mailbox: Mailbox): Scalar;
}

/** A collection that $filter may test by `any`. */
export interface FilterCollection {
  read(item: MailItem): readonly Readonly<Record<string, string>>[];
}

function text(read: (item: MailItem, mailbox: Mailbox) => string): FilterProperty {
  return { type: 'string', read };
}
function time(read: (item: MailItem) => number): FilterProperty {
  return { type: 'time', read };
}
function flag(read: (item: MailItem) => boolean): FilterProperty {
  return { type: 'boolean', read };
}
function choice(read: (item: MailItem) => string): FilterProperty {
  return { type: 'enum', read };
}

const PROPERTIES: Readonly<Record<string, FilterProperty>> = {
  id: text((item) => item.id),
  subject: text((item) => item.subject),
  internetMessageId: text((item) => item.internetMessageId),
  conversationId: text((item, mailbox) => mailbox.conversationId(item)),
  parentFolderId: text((item) => item.folderId),
  bodyPreview: text((item) => item.body.content),
  'from/emailAddress/address': text((item) => item.from?.address ?? ''),
  'from/emailAddress/name': text((item) => item.from?.name ?? ''),
  'sender/emailAddress/address': text((item) => item.sender?.address ?? ''),
  'sender/emailAddress/name': text((item) => item.sender?.name ?? ''),
  receivedDateTime: time((item) => item.receivedAt),
  sentDateTime: time((item) => item.sentAt),
  createdDateTime: time((item) => item.createdAt),
  lastModifiedDateTime: time((item) => item.modifiedAt),
  isRead: flag((item) => item.isRead),
  isDraft: flag((item) => item.isDraft),
  hasAttachments: flag(hasFileAttachments),
  isReadReceiptRequested: flag((item) => item.isReadReceiptRequested),
  isDeliveryReceiptRequested: flag((item) => item.isDeliveryReceiptRequested),
  importance: choice((item) => item.importance),
  inferenceClassification: choice((item) => item.inferenceClassification),
  'flag/flagStatus': choice((item) => item.flag.flagStatus),
};

function people(list: readonly Address[]): readonly Readonly<Record<string, string>>[] {
  return list.map(({ name, address }) => ({ 'emailAddress/address': address, 'emailAddress/name': name }));
}

const COLLECTIONS: Readonly<Record<string, FilterCollection>> = {
  categories: { read: (item) => item.categories.map((category) => ({ '': category })) },
  toRecipients: { read: (item) => people(item.to) },
  ccRecipients: { read: (item) => people(item.cc) },
  replyTo: { read: (item) => people(item.replyTo) },
};

/** Property names are matched in any case, as the service does for Outlook. */
function find<T>(table: Readonly<Record<string, T>>, path: string): readonly [string, T] | undefined {
  return Object.entries(table).find(([name]) => name.toLowerCase() === path.toLowerCase());
}

export function filterProperty(path: string): readonly [string, FilterProperty] | undefined {
  return find(PROPERTIES, path);
}

export function filterCollection(path: string): readonly [string, FilterCollection] | undefined {
  return find(COLLECTIONS, path);
}
