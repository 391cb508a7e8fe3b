import { z } from 'zod';

/** The responses of the mail API; the names of the components are the names of the typed client. */

export const addressSchema = z
  .object({ name: z.string(), address: z.string() })
  .meta({ id: 'MailAddress', description: 'One person or mailbox; both members may be empty.' });

const importanceSchema = z.enum(['low', 'normal', 'high']);
const time = z.iso.datetime().nullable();

export const messageSummarySchema = z
  .object({
    id: z.string(),
    conversationId: z.string().nullable(),
    subject: z.string(),
    from: addressSchema.nullable(),
    to: z.array(addressSchema),
    receivedAt: time,
    isRead: z.boolean(),
    isDraft: z.boolean(),
    hasAttachments: z.boolean(),
    importance: importanceSchema,
    flagged: z.boolean(),
    preview: z.string(),
    categories: z.array(z.string()).optional(),
    inferenceClassification: z
      .enum(['focused', 'other'])
      .optional()
      .meta({ description: 'Which tab of the Focused Inbox it belongs to.' }),
    isReadReceiptRequested: z
      .boolean()
      .optional()
      .meta({ description: 'There when its sender wants to be told when it is read.' }),
    folder: z
      .object({ id: z.string(), name: z.string(), wellKnownName: z.string().nullable() })
      .optional()
      .meta({ description: 'In lists over all folders.' }),
  })
  .meta({ id: 'MessageSummary' });

export const attachmentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    contentType: z.string().nullable(),
    size: z.int(),
    isInline: z.boolean(),
    contentId: z.string().nullable(),
    kind: z.enum(['file', 'item', 'reference']).meta({
      description:
        'An `item` of Outlook downloads as .eml, .ics or .vcf; a `reference` is a link to a file elsewhere, without a download.',
    }),
    url: z.string().nullable().meta({ description: 'Of a `reference`: https only; null when it is not known.' }),
  })
  .meta({ id: 'Attachment' });

export const unsubscribeSchema = z
  .object({
    url: z.string().optional(),
    mailto: z.string().optional(),
    oneClick: z.boolean().meta({
      description:
        'Whether `POST …/unsubscribe` leaves the list: offered by the sender and covered by a DKIM signature (RFC 8058).',
    }),
  })
  .meta({ id: 'Unsubscribe' });

export const invitationSchema = z
  .object({
    start: z.string().nullable().meta({ description: 'UTC; a date alone when `isAllDay`.' }),
    end: z.string().nullable(),
    timeZone: z.string().meta({ description: "The organiser's time zone." }),
    location: z.string(),
    organiser: addressSchema.nullable(),
    response: z.enum(['none', 'organiser', 'accepted', 'tentative', 'declined']),
    isAllDay: z.boolean(),
    isCancelled: z.boolean(),
    recurrence: z
      .looseObject({ pattern: z.looseObject({}).optional(), range: z.looseObject({}).optional() })
      .optional()
      .meta({ description: "Graph's `patternedRecurrence`." }),
    onlineMeetingUrl: z.string().optional().meta({ description: 'https only.' }),
    isResponseRequested: z.boolean().meta({ description: 'Whether the organiser wants a response.' }),
    isOutdated: z.boolean().meta({ description: 'Whether a later message replaces this one.' }),
    update: z
      .object({
        previousStart: z.string().nullable(),
        previousEnd: z.string().nullable(),
        previousLocation: z.string().nullable(),
      })
      .optional()
      .meta({ description: 'Of a message that changes a meeting; null for what stays as it was.' }),
  })
  .meta({ id: 'Invitation' });

export const messageBodySchema = z
  .object({ contentType: z.enum(['text', 'html']), content: z.string() })
  .meta({ id: 'MessageBody', description: 'HTML is sanitised: it can be shown as it is.' });

export const messageSchema = z
  .object({
    ...messageSummarySchema.shape,
    cc: z.array(addressSchema),
    bcc: z.array(addressSchema),
    replyTo: z.array(addressSchema),
    sentAt: time,
    folderId: z.string().nullable(),
    categories: z.array(z.string()),
    isReadReceiptRequested: z.boolean().meta({
      description:
        "Whether the sender wants a read receipt. Exchange may send it as soon as the message is marked as read, depending on the settings of the mailbox; Graph can't prevent that.",
    }),
    isDeliveryReceiptRequested: z.boolean().meta({ description: 'Whether the sender wants a delivery receipt.' }),
    body: messageBodySchema,
    remoteContentBlocked: z
      .boolean()
      .meta({ description: 'Whether images of other servers were left out; `remoteContent=allow` keeps them.' }),
    originalAt: z.int().nullable().meta({
      description:
        'Of a draft that answers or forwards a message: where the original begins in `body.content`, in UTF-16 units. What stands before is what the user wrote, and is all that a change of the draft has to send.',
    }),
    attachments: z.array(attachmentSchema),
    invitation: invitationSchema.nullable(),
    unsubscribe: unsubscribeSchema.nullable(),
    authentication: z
      .enum(['pass', 'fail', 'none'])
      .nullable()
      .meta({ description: 'What the mail service reports about the sender; null when it reports nothing.' }),
    isExternal: z
      .boolean()
      .nullable()
      .meta({ description: "Whether it came from outside of the user's organisation; null when that is not known." }),
  })
  .meta({ id: 'Message' });

const nextCursor = z.string().nullable().meta({ description: 'Opaque; null on the last page.' });

export const messagePageSchema = z
  .object({ items: z.array(messageSummarySchema), nextCursor })
  .meta({ id: 'MessagePage' });

export const folderSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    parentId: z.string().nullable(),
    wellKnownName: z.string().nullable().meta({
      description:
        '`inbox`, `drafts`, `sentitems`, `deleteditems`, `junkemail`, `archive`, `outbox`, `conversationhistory`, `syncissues` and the like, or null.',
    }),
    unreadCount: z.int(),
    totalCount: z.int(),
    childFolderCount: z.int(),
    get children() {
      return z.array(folderSchema).optional();
    },
  })
  .meta({ id: 'MailFolder' });

export const folderPageSchema = z.object({ items: z.array(folderSchema), nextCursor }).meta({ id: 'MailFolderPage' });

export const messageChangeSchema = messageSummarySchema
  .partial()
  .required({ id: true })
  .meta({ id: 'MessageChange', description: 'A new message, or the members that have changed of a known one.' });

export const changesSchema = z
  .object({
    changed: z.array(messageChangeSchema),
    removed: z.array(z.string()),
    cursor: z.string(),
    hasMore: z.boolean().meta({ description: 'Whether more changes are waiting: ask again at once.' }),
  })
  .meta({ id: 'MailChanges' });

export const conversationPageSchema = z
  .object({ items: z.array(messageSchema), nextCursor })
  .meta({ id: 'ConversationPage' });

export type MailAddress = z.output<typeof addressSchema>;
export type MessageSummary = z.output<typeof messageSummarySchema>;
export type MessageChange = z.output<typeof messageChangeSchema>;
export type Message = z.output<typeof messageSchema>;
export type ConversationPage = z.output<typeof conversationPageSchema>;
export type Attachment = z.output<typeof attachmentSchema>;
export type Invitation = z.output<typeof invitationSchema>;
export type FolderName = NonNullable<MessageSummary['folder']>;
export type MailFolder = z.output<typeof folderSchema>;
export type MailFolderPage = z.output<typeof folderPageSchema>;
export type MailChanges = z.output<typeof changesSchema>;
