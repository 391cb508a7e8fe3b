import { z } from 'zod';

import {
  attachmentsSchema,
  bodySchema,
  importanceSchema,
  line,
  receiptSchemas,
  recipientsSchema,
} from '../model/index.js';

const content = {
  cc: recipientsSchema.default([]),
  bcc: recipientsSchema.default([]),
  replyTo: recipientsSchema.default([]),
  subject: line.max(998).default(''),
  importance: importanceSchema.default('normal'),
  attachments: attachmentsSchema.default([]),
  ...receiptSchemas,
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

/** The differences from the reply that Graph would create by itself. */
const differences = {
  cc: recipientsSchema.optional(),
  bcc: recipientsSchema.optional(),
  subject: line.max(998).optional(),
  importance: importanceSchema.optional(),
  ...receiptSchemas,
};

export const replySchema = z
  .strictObject({ body: bodySchema, to: recipientsSchema.min(1).optional(), ...differences })
  .meta({
    id: 'Reply',
    description:
      "What isn't given is filled in by Outlook. For files use a draft: `inReplyTo` of `POST /api/mail/drafts`.",
  });

export const forwardSchema = z
  .strictObject({ to: recipientsSchema.min(1), body: bodySchema, ...differences })
  .meta({ id: 'Forward' });

export type SendMail = z.output<typeof sendMailSchema>;

export type Reply = z.output<typeof replySchema>;

export type Forward = z.output<typeof forwardSchema>;
