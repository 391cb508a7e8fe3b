import { z } from 'zod';

import { randomId } from '../../common/index.js';
import { conversationIdSchema, cursorSchema, folderIdSchema, messageIdSchema } from './identifiers.js';

/** What the mail API takes. Members that are not known are refused, so that a mistake is seen. */

const longestText = 4_194_304;
const mostRecipients = 500;

/** One line: what stands in a header of a message, or is looked for, has no control character. */
const line = z.string().overwrite((text) => text.replace(/[\u0000-\u001f\u007f]+/g, ' '));

const recipientSchema = z
  .strictObject({
    name: line.max(256).optional(),
    address: z.email({ pattern: z.regexes.unicodeEmail }).max(320),
  })
  .meta({ id: 'Recipient' });
const recipientsSchema = z.array(recipientSchema).max(mostRecipients);

export const bodySchema = z
  .strictObject({ contentType: z.enum(['text', 'html']), content: z.string().max(longestText) })
  .meta({ id: 'MessageBodyInput' });

const importanceSchema = z.enum(['low', 'normal', 'high']);

const newAttachmentSchema = z
  .strictObject({
    name: line.min(1).max(255),
    contentType: z
      .string()
      .max(255)
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[ -~]*)?$/, 'is not a media type')
      .default('application/octet-stream'),
    contentBytes: z.base64().max(longestText),
  })
  .meta({ id: 'NewAttachment', description: 'Content as base64, all together up to 3 MB; larger ones go to a draft.' });

/** Graph takes requests of up to 4 MB; a draft with uploads carries more. */
const attachmentsSchema = z
  .array(newAttachmentSchema)
  .max(100)
  .refine(
    (attachments) => attachments.reduce((sum, { contentBytes }) => sum + contentBytes.length, 0) <= longestText,
    'are larger than 3 MB together; make a draft and upload them there',
  );

const content = {
  cc: recipientsSchema.default([]),
  bcc: recipientsSchema.default([]),
  replyTo: recipientsSchema.default([]),
  subject: line.max(998).default(''),
  importance: importanceSchema.default('normal'),
  attachments: attachmentsSchema.default([]),
};

export const sendMailSchema = z
  .strictObject({
    to: recipientsSchema.default([]),
    ...content,
    body: bodySchema.default({ contentType: 'text', content: '' }),
    saveToSentItems: z.boolean().default(true),
  })
  .refine(({ to, cc, bcc }) => to.length + cc.length + bcc.length > 0, { path: ['to'], message: 'has no recipient' })
  .meta({ id: 'NewMessage' });

const draftContent = {
  to: recipientsSchema.optional(),
  cc: recipientsSchema.optional(),
  bcc: recipientsSchema.optional(),
  replyTo: recipientsSchema.optional(),
  subject: line.max(998).optional(),
  body: bodySchema.optional(),
  importance: importanceSchema.optional(),
};

const answerKinds = z.enum(['reply', 'reply-all', 'forward']);

const inReplyToSchema = z.strictObject({ id: messageIdSchema, kind: answerKinds.default('reply') }).meta({
  id: 'InReplyTo',
  description: 'The message that is answered or forwarded, in one member.',
});

export const newDraftSchema = z
  .strictObject({
    ...draftContent,
    attachments: attachmentsSchema.default([]),
    saveToSentItems: z.boolean().optional().meta({ description: 'Without effect: a sent draft is always kept.' }),
    inReplyTo: z
      .union([messageIdSchema, inReplyToSchema], { error: 'is neither an id nor an object with `id` and `kind`' })
      .optional()
      .meta({
        description:
          'The message that is answered. The draft belongs to its conversation; it has the recipients and the subject that Outlook would give it, where the request says nothing else; and it keeps the original whole below what the user writes.',
      }),
    replyAll: z
      .union([z.boolean(), messageIdSchema], { error: 'is neither an id nor a boolean' })
      .optional()
      .meta({ description: 'With `inReplyTo`: answers everybody. Alone: the id of the message that is answered.' }),
    forwardOf: messageIdSchema
      .optional()
      .meta({ description: 'The message that is forwarded, with its text, pictures and files.' }),
  })
  .refine(
    ({ inReplyTo, replyAll, forwardOf }) =>
      [inReplyTo, forwardOf, typeof replyAll === 'string' ? replyAll : undefined].filter((id) => id !== undefined)
        .length <= 1,
    { path: ['inReplyTo'], message: 'only one message can be answered or forwarded' },
  )
  .refine(({ inReplyTo, replyAll }) => replyAll !== true || inReplyTo !== undefined, {
    path: ['replyAll'],
    message: 'needs `inReplyTo`, or is the id of a message itself',
  })
  .transform(({ inReplyTo, replyAll, forwardOf, ...draft }) => ({
    ...draft,
    answers: answersOf(inReplyTo, replyAll, forwardOf),
  }))
  .meta({ id: 'NewDraft' });

/** What a new draft answers or forwards. */
export interface Answers {
  readonly id: string;
  readonly kind: z.output<typeof answerKinds>;
}

function answersOf(
  inReplyTo: string | Answers | undefined,
  replyAll: boolean | string | undefined,
  forwardOf: string | undefined,
): Answers | undefined {
  if (forwardOf !== undefined) {
    return { id: forwardOf, kind: 'forward' };
  }
  if (typeof replyAll === 'string') {
    return { id: replyAll, kind: 'reply-all' };
  }
  const answered = typeof inReplyTo === 'string' ? ({ id: inReplyTo, kind: 'reply' } as const) : inReplyTo;
  return answered && { id: answered.id, kind: replyAll === true ? 'reply-all' : answered.kind };
}

export const draftChangeSchema = z.strictObject(draftContent).meta({ id: 'DraftChange' });

const furthestMs = 400 * 86_400_000;

export const sendingSchema = z
  .preprocess(
    (body) => body ?? {},
    z.strictObject({
      sendAt: z.iso
        .datetime({ offset: true })
        .refine((time) => Date.parse(time) <= Date.now() + furthestMs, 'is more than 400 days away')
        .optional()
        .meta({ description: 'When it is sent; at once when absent or over.' }),
    }),
  )
  .meta({ id: 'Sending' });

export const replySchema = z.strictObject({ body: bodySchema }).meta({ id: 'Reply' });

export const forwardSchema = z.strictObject({ to: recipientsSchema.min(1), body: bodySchema }).meta({ id: 'Forward' });

export const messageEditSchema = z
  .strictObject({
    isRead: z.boolean().optional(),
    flagged: z.boolean().optional(),
    categories: z.array(line.min(1).max(255)).max(25).optional(),
    importance: importanceSchema.optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'changes nothing')
  .meta({ id: 'MessageEdit' });

export const moveSchema = z.strictObject({ folder: folderIdSchema }).meta({ id: 'Move' });

const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'must be true or false' }),
);

const pageSize = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
  z.int({ error: 'must be a whole number from 1 to 100' }).min(1).max(100),
);

export const folderQuerySchema = z.strictObject({
  parent: folderIdSchema.optional().meta({ description: 'Folder whose children are listed; default: the top.' }),
  depth: z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value),
      z.int({ error: 'must be a whole number from 1 to 20' }).min(1).max(20),
    )
    .default(1)
    .meta({ description: 'How many levels; from 2 on each folder has its `children`.' }),
  cursor: cursorSchema.optional(),
});

export const orders = [
  'receivedAt desc',
  'receivedAt asc',
  'subject asc',
  'subject desc',
  'from asc',
  'from desc',
] as const;

export const messageQuerySchema = z
  .strictObject({
    folder: folderIdSchema.optional().meta({
      description:
        'Folder id or well-known name; `all` for the whole mailbox. Default: `inbox`, and `all` for a conversation.',
    }),
    conversation: conversationIdSchema
      .optional()
      .meta({ description: '`conversationId` of a message: only what belongs to it, drafts and sent messages too.' }),
    top: pageSize.default(25).meta({ description: 'Default: 25.' }),
    cursor: cursorSchema.optional().meta({ description: '`nextCursor` of the page before, with the same query.' }),
    search: line.trim().min(1).max(255).optional().meta({ description: 'The best matches first.' }),
    unread: flag.optional().meta({ description: '`true`: unread messages only.' }),
    orderBy: z.enum(orders).optional().meta({ description: 'Default: `receivedAt desc`.' }),
  })
  .refine(({ search, orderBy }) => search === undefined || orderBy === undefined, {
    path: ['orderBy'],
    message: 'cannot be combined with search',
  })
  .refine(({ search, unread }) => search === undefined || unread !== true, {
    path: ['unread'],
    message: 'cannot be combined with search',
  })
  .refine(({ search, conversation }) => search === undefined || conversation === undefined, {
    path: ['conversation'],
    message: 'cannot be combined with search',
  })
  .refine(
    ({ unread, conversation, orderBy = 'receivedAt' }) =>
      orderBy.startsWith('receivedAt') || (unread !== true && conversation === undefined),
    {
      path: ['orderBy'],
      message: 'must be by receivedAt when only unread messages or those of a conversation are listed',
    },
  )
  .transform(({ folder, ...query }) => ({
    ...query,
    folder: folder ?? (query.conversation === undefined ? 'inbox' : 'all'),
  }));

export const messageViewSchema = z.strictObject({
  body: z.enum(['html', 'text']).default('html'),
  remoteContent: z.enum(['block', 'allow']).default('block'),
});

export const attachmentViewSchema = z.strictObject({
  disposition: z.enum(['attachment', 'inline']).default('attachment').meta({
    description: 'Inline only for pictures that browsers draw (never SVG), PDF and plain text; whatever else is saved.',
  }),
});

export const deletionSchema = z.strictObject({ permanent: flag.default(false) });

export const changesQuerySchema = z.strictObject({
  folder: folderIdSchema.default('inbox'),
  cursor: cursorSchema.optional(),
});

export const uploadQuerySchema = z
  .strictObject({
    name: line.min(1).max(255),
    contentType: newAttachmentSchema.shape.contentType,
    inline: flag
      .optional()
      .meta({ description: 'A picture in the text, which refers to it by `cid:` and its content id.' }),
    isInline: flag.optional().meta({ description: 'As `inline`.', deprecated: true }),
    contentId: z
      .string()
      .max(255)
      .overwrite((id) => id.replace(/^<|>$/g, ''))
      .regex(/^[\w!#$%&'*+./=?^`{|}~@-]+$/, 'is not a content id')
      .optional()
      .meta({ description: 'Without angle brackets; made up for a picture in the text that has none.' }),
  })
  .transform(({ inline = false, isInline = inline, contentId, ...file }) => ({
    ...file,
    isInline,
    contentId: contentId ?? (isInline ? `${randomId()}@picture` : undefined),
  }));

export type SendMail = z.output<typeof sendMailSchema>;
export type NewDraft = z.output<typeof newDraftSchema>;
export type DraftChange = z.output<typeof draftChangeSchema>;
export type MessageBodyInput = z.output<typeof bodySchema>;
export type Sending = z.output<typeof sendingSchema>;
export type Reply = z.output<typeof replySchema>;
export type Forward = z.output<typeof forwardSchema>;
export type MessageEdit = z.output<typeof messageEditSchema>;
export type Move = z.output<typeof moveSchema>;
export type FolderQuery = z.output<typeof folderQuerySchema>;
export type MessageQuery = z.output<typeof messageQuerySchema>;
export type MessageView = z.output<typeof messageViewSchema>;
export type AttachmentView = z.output<typeof attachmentViewSchema>;
export type Deletion = z.output<typeof deletionSchema>;
export type ChangesQuery = z.output<typeof changesQuerySchema>;
export type Upload = z.output<typeof uploadQuerySchema>;
