import { z } from 'zod';

import { cursorSchema, folderIdSchema } from '../model/index.js';

export const changesQuerySchema = z
  .strictObject({
    folder: folderIdSchema.default('inbox'),
    cursor: cursorSchema.optional(),
    since: z.iso.datetime().optional().meta({
      description:
        'Limits the first response to messages received from then on. Without a cursor only: a cursor remembers it.',
    }),
  })
  .refine(({ cursor, since }) => cursor === undefined || since === undefined, {
    path: ['since'],
    message: 'goes without a cursor only',
  });

export type ChangesQuery = z.output<typeof changesQuerySchema>;
