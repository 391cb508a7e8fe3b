import { z } from 'zod';

import { randomId } from '../../common/index.js';
import {
  attachmentsSchema,
  bodySchema,
  contentIdSchema,
  flag,
  importanceSchema,
  line,
  messageIdSchema,
  messageSummarySchema,
  newAttachmentSchema,
  receiptSchemas,
  recipientsSchema,
} from '../model/index.js';

const draftContent = {
  to: recipientsSchema.optional(),
  cc: recipientsSchema.optional(),
  bcc: recipientsSchema.optional(),
  replyTo: recipientsSchema.optional(),
  subject: line.max(998).optional(),
  body: bodySchema.optional(),
  importance: importanceSchema.optional(),
  ...receiptSchemas,
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

/** The message that a new draft replies to or forwards. */
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
        .meta({ description: 'When to send it. At once when it is absent or in the past.' }),
    }),
  )
  .meta({ id: 'Sending' });

export const uploadQuerySchema = z
  .strictObject({
    name: line.min(1).max(255),
    contentType: newAttachmentSchema.shape.contentType,
    inline: flag
      .optional()
      .meta({ description: 'A picture in the text, which refers to it by `cid:` and its content id.' }),
    isInline: flag.optional().meta({ description: 'As `inline`.', deprecated: true }),
    contentId: contentIdSchema
      .optional()
      .meta({ description: 'Without angle brackets; made up for a picture in the text that has none.' }),
  })
  .transform(({ inline = false, isInline = inline, contentId, ...file }) => ({
    ...file,
    isInline,
    contentId: contentId ?? (isInline ? `${randomId()}@picture` : undefined),
  }));

export const scheduledMessagesSchema = z
  .object({
    items: z.array(
      z.object({ ...messageSummarySchema.shape, sendAt: z.iso.datetime() }).meta({ id: 'ScheduledMessage' }),
    ),
  })
  .meta({ id: 'ScheduledMessages', description: 'Among the 200 drafts that were changed last.' });

export type ScheduledMessages = z.output<typeof scheduledMessagesSchema>;

export type NewDraft = z.output<typeof newDraftSchema>;

export type DraftChange = z.output<typeof draftChangeSchema>;

export type Sending = z.output<typeof sendingSchema>;

export type Upload = z.output<typeof uploadQuerySchema>;
