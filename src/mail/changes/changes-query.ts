import { z } from 'zod';

import { cursorSchema, folderIdSchema } from '../model/index.js';

export const changesQuerySchema = z.strictObject({
  folder: folderIdSchema.default('inbox'),
  cursor: cursorSchema.optional(),
});

export type ChangesQuery = z.output<typeof changesQuerySchema>;
