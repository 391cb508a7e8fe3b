import { z } from 'zod';

import { cursorSchema, folderIdSchema } from '../model/index.js';

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

const name = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'has a control character');

export const newFolderSchema = z
  .strictObject({ name, parentId: folderIdSchema.optional().meta({ description: 'Default: the top.' }) })
  .meta({ id: 'NewFolder' });

export const folderChangeSchema = z
  .strictObject({
    name: name.optional(),
    parentId: folderIdSchema.nullish().meta({ description: 'Where the folder is moved; null: to the top.' }),
  })
  .refine((change) => change.name !== undefined || change.parentId !== undefined, 'changes nothing')
  .meta({ id: 'FolderChange' });

export const folderTaskSchema = z
  .object({ id: z.string().meta({ description: 'Identifies the task in `folder.progress` events.' }) })
  .meta({ id: 'FolderTask' });

export type NewFolder = z.output<typeof newFolderSchema>;
export type FolderChange = z.output<typeof folderChangeSchema>;
export type FolderTask = z.output<typeof folderTaskSchema>;
export type FolderQuery = z.output<typeof folderQuerySchema>;
