import { z } from 'zod';

import { conversationIdSchema, cursorSchema, flag, folderIdSchema, importanceSchema, line } from '../model/index.js';

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

const pageSize = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
  z.int({ error: 'must be a whole number from 1 to 100' }).min(1).max(100),
);

export const orders = [
  'receivedAt desc',
  'receivedAt asc',
  'subject asc',
  'subject desc',
  'from asc',
  'from desc',
] as const;

interface Filters {
  readonly flagged?: boolean | undefined;
  readonly hasAttachments?: boolean | undefined;
  readonly category?: string | undefined;
  readonly inferenceClassification?: string | undefined;
}

/** The names of the filters, by which Graph neither searches nor orders by anything but the date. */
function filtersOf({ flagged, hasAttachments, category, inferenceClassification }: Filters): string[] {
  const given = {
    flagged: flagged === true,
    hasAttachments: hasAttachments === true,
    category: category !== undefined,
    inferenceClassification: inferenceClassification !== undefined,
  };
  return Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

/** The parameters of a list; the start page's query extends them. */
export const messageFieldsSchema = z
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
    flagged: flag.optional().meta({ description: '`true`: flagged messages only.' }),
    hasAttachments: flag.optional().meta({ description: '`true`: messages with attachments only.' }),
    category: line.min(1).max(255).optional().meta({ description: 'Only messages with this category.' }),
    inferenceClassification: z
      .enum(['focused', 'other'])
      .optional()
      .meta({ description: 'Only one tab of the Focused Inbox.' }),
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
  .superRefine(({ search, orderBy = 'receivedAt', ...query }, context) => {
    const isRefused = search !== undefined || !orderBy.startsWith('receivedAt');
    const message = search === undefined ? 'can only be ordered by receivedAt' : 'cannot be combined with search';
    for (const path of isRefused ? filtersOf(query) : []) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
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
  );

export const messageQuerySchema = messageFieldsSchema.transform(({ folder, ...query }) => ({
  ...query,
  folder: folder ?? (query.conversation === undefined ? 'inbox' : 'all'),
}));

export const messageViewSchema = z.strictObject({
  body: z.enum(['html', 'text']).default('html'),
  remoteContent: z.enum(['block', 'allow']).default('block'),
});

const mostWhole = 25;

export const conversationQuerySchema = z.strictObject({
  ...messageViewSchema.shape,
  top: pageSize
    .pipe(z.int({ error: `must be a whole number from 1 to ${mostWhole}` }).max(mostWhole))
    .default(10)
    .meta({ description: 'Default: 10; 25 at most. Messages that are too large together come one by one.' }),
  cursor: cursorSchema.optional().meta({ description: '`nextCursor` of the page before, with the same query.' }),
});

export const attachmentViewSchema = z.strictObject({
  disposition: z.enum(['attachment', 'inline']).default('attachment').meta({
    description:
      'Inline only for pictures that browsers draw (never SVG), PDF and plain text; everything else is downloaded.',
  }),
});

export const deletionSchema = z.strictObject({ permanent: flag.default(false) });

export type MessageEdit = z.output<typeof messageEditSchema>;

export type Move = z.output<typeof moveSchema>;

export type MessageQuery = z.output<typeof messageQuerySchema>;

export type MessageView = z.output<typeof messageViewSchema>;

export type ConversationQuery = z.output<typeof conversationQuerySchema>;

export type AttachmentView = z.output<typeof attachmentViewSchema>;

export type Deletion = z.output<typeof deletionSchema>;
