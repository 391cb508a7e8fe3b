import { ByteContent } from '../byte-content.js';

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface MailBody {
  readonly contentType: 'text' | 'html';
  readonly content: string;
}

export type Importance = 'low' | 'normal' | 'high';

export interface DateTimeTimeZone {
  readonly dateTime: string;
  readonly timeZone: string;
}

export interface FollowupFlag {
  readonly flagStatus: 'notFlagged' | 'complete' | 'flagged';
  readonly startDateTime?: DateTimeTimeZone;
  readonly dueDateTime?: DateTimeTimeZone;
  readonly completedDateTime?: DateTimeTimeZone;
}

export interface Meeting {
  readonly meetingMessageType:
    'meetingRequest' | 'meetingCancelled' | 'meetingAccepted' | 'meetingTenativelyAccepted' | 'meetingDeclined';
  readonly startsAt: number;
  readonly endsAt: number;
  readonly location: string;
  readonly isAllDay?: boolean;
  readonly onlineMeetingUrl?: string;
  /** Graph's `patternedRecurrence`, as it is returned. */
  readonly recurrence?: Readonly<Record<string, unknown>>;
  /** In a request that changes a meeting: its previous time and place. */
  readonly previous?: { readonly startsAt: number; readonly endsAt: number; readonly location: string };
  readonly isOutOfDate?: boolean;
  /** Absent: yes. */
  readonly responseRequested?: boolean;
}

/** The kind of an attachment that is not a file. */
export type AttachmentKind =
  | { readonly kind: 'item'; readonly itemType: 'message' | 'event' | 'contact' }
  /** A link to a file elsewhere, such as OneDrive. */
  | { readonly kind: 'reference'; readonly sourceUrl: string };

export interface StoredAttachment {
  readonly key: string;
  readonly name: string;
  readonly contentType: string;
  readonly isInline: boolean;
  readonly contentId: string | null;
  readonly content: ByteContent;
  readonly modifiedAt: number;
  /** Absent: a file. */
  readonly special?: AttachmentKind;
}

export interface Conversation {
  /** The same in every mailbox that has a part of the thread; the public id differs by mailbox. */
  readonly key: string;
  readonly startedAt: number;
  readonly depth: number;
}

/** The content of a message, independent of the mailbox that stores a copy. */
export interface MailContent {
  subject: string;
  body: MailBody;
  from: Address | null;
  sender: Address | null;
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
  replyTo: readonly Address[];
  importance: Importance;
  categories: readonly string[];
  flag: FollowupFlag;
  isRead: boolean;
  isDraft: boolean;
  isReadReceiptRequested: boolean;
  isDeliveryReceiptRequested: boolean;
  inferenceClassification: 'focused' | 'other';
  receivedAt: number;
  sentAt: number;
  internetMessageId: string;
  conversation: Conversation;
  headers: readonly { readonly name: string; readonly value: string }[];
  attachments: readonly StoredAttachment[];
  meeting: Meeting | null;
  /** MAPI properties that clients set, by their id in Graph's spelling. */
  extendedProperties?: Readonly<Record<string, string>>;
}

export interface MailItem extends MailContent {
  /** Increases with each item of the mailbox, and breaks ties between equal times. */
  readonly number: number;
  readonly key: string;
  readonly immutableId: string;
  id: string;
  folderId: string;
  revision: number;
  createdAt: number;
  modifiedAt: number;
  /** The mailbox's sequence number of the last change that was not only the read flag. */
  changedSequence: number;
  readFlagSequence: number;
  /** The sequence number of its arrival in its current folder. */
  arrivedSequence: number;
}

export function hasFileAttachments(item: MailContent): boolean {
  return item.attachments.some((each) => !each.isInline);
}

export function emptyContent(now: number): MailContent {
  return {
    subject: '',
    body: { contentType: 'text', content: '' },
    from: null,
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    importance: 'normal',
    categories: [],
    flag: { flagStatus: 'notFlagged' },
    isRead: true,
    isDraft: true,
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    inferenceClassification: 'focused',
    receivedAt: now,
    sentAt: now,
    internetMessageId: '',
    conversation: { key: '', startedAt: now, depth: 0 },
    headers: [],
    attachments: [],
    meeting: null,
  };
}
