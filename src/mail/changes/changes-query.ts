import { z } from 'zod';

import { cursorSchema, folderIdSchema } from '../model/index.js';

export const changesQuerySchema = z
  .strictObject({
    folder: folderIdSchema.default('inbox'),
    cursor: cursorSchema.optional(),
    since: z.iso.datetime().optional().meta({
      description:
        'The first answer has the messages received from then on, and not all of the folder: what a page shows of it. Without a cursor only, which knows it.',
    }),
  })
  .refine(({ cursor, since }) => cursor === undefined || since === undefined, {
    path: ['since'],
    message: 'goes without a cursor only',
  });

export type ChangesQuery = z.output<typeof changesQuerySchema>;
