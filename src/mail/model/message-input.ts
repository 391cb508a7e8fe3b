import { z } from 'zod';

/**
 * The schemas of a message in requests of every feature. Unknown members are refused, so that a mistake is reported.
 */

const longestText = 4_194_304;
const mostRecipients = 500;

/** One line: a text for a header of a message, or a search, has no control character. */
export const line = z.string().overwrite((text) => text.replace(/[\u0000-\u001f\u007f]+/g, ' '));

/**
 * One word on each side of the `@` and a domain with a dot, as the mail app accepts it
 * (`web/src/drafts/recipients.ts`).
 */
const addressPattern = /^[^\s@<>()[\]",;:\\]+@[^\s@<>()[\]",;:\\.]+(?:\.[^\s@<>()[\]",;:\\.]+)+$/;

const recipientSchema = z
  .strictObject({
    name: line.max(256).optional(),
    address: z.email({ pattern: addressPattern }).max(320),
  })
  .meta({ id: 'Recipient' });

export const recipientsSchema = z.array(recipientSchema).max(mostRecipients);

export const bodySchema = z
  .strictObject({ contentType: z.enum(['text', 'html']), content: z.string().max(longestText) })
  .meta({ id: 'MessageBodyInput' });

export const importanceSchema = z.enum(['low', 'normal', 'high']);

/** Whether the sender requests a receipt. */
export const receiptSchemas = {
  isReadReceiptRequested: z
    .boolean()
    .optional()
    .meta({ description: "Asks for a read receipt; the recipient's mailbox may refuse." }),
  isDeliveryReceiptRequested: z.boolean().optional().meta({ description: 'Asks for a delivery receipt.' }),
};

export const contentIdSchema = z
  .string()
  .max(255)
  .overwrite((id) => id.replace(/^<|>$/g, ''))
  .regex(/^[\w!#$%&'*+./=?^`{|}~@-]+$/, 'is not a content id');

export const newAttachmentSchema = z
  .strictObject({
    name: line.min(1).max(255),
    contentType: z
      .string()
      .max(255)
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[ -~]*)?$/, 'is not a media type')
      .default('application/octet-stream'),
    contentBytes: z.base64().max(longestText),
    contentId: contentIdSchema
      .optional()
      .meta({ description: 'Makes it a picture in the text, which refers to it by `cid:` and this.' }),
  })
  .meta({ id: 'NewAttachment', description: 'Content as base64, all together up to 3 MB; larger ones go to a draft.' });

/** Graph accepts requests of up to 4 MB; a draft with uploads can hold more. */
export const attachmentsSchema = z
  .array(newAttachmentSchema)
  .max(100)
  .refine(
    (attachments) => attachments.reduce((sum, { contentBytes }) => sum + contentBytes.length, 0) <= longestText,
    'are larger than 3 MB together; make a draft and upload them there',
  );

export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'must be true or false' }),
);

export type MessageBodyInput = z.output<typeof bodySchema>;
