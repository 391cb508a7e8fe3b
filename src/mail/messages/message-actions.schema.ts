import { z } from 'zod';

import { problemCodes, type ProblemCode } from '../../common/index.js';
import { folderIdSchema, messageIdSchema } from '../model/index.js';

export const mostMessagesPerAction = 200;

const actions = [
  'move',
  'delete',
  'delete-permanently',
  'mark-read',
  'mark-unread',
  'flag',
  'unflag',
  'categorise',
] as const;

const category = z
  .string()
  .min(1)
  .max(255)
  .overwrite((text) => text.replace(/[\u0000-\u001f\u007f]+/g, ' '));

export const messageActionSchema = z
  .strictObject({
    ids: z.array(messageIdSchema).min(1).max(mostMessagesPerAction),
    action: z.enum(actions),
    folder: folderIdSchema.optional().meta({ description: 'For `move`: an id or a well-known name.' }),
    categories: z
      .array(category)
      .max(25)
      .optional()
      .meta({ description: 'For `categorise`: all categories that the messages are to have.' }),
  })
  .refine(({ action, folder }) => action !== 'move' || folder !== undefined, {
    path: ['folder'],
    message: 'is needed to move',
  })
  .refine(({ action, categories }) => action !== 'categorise' || categories !== undefined, {
    path: ['categories'],
    message: 'are needed to categorise',
  })
  .meta({ id: 'MessageAction' });

export const messageActionResultSchema = z
  .object({
    id: z.string(),
    newId: z.string().optional().meta({ description: 'After a move; immutable ids stay the same.' }),
    status: z.int(),
    code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]).optional(),
  })
  .meta({ id: 'MessageActionResult' });

export const messageActionResultsSchema = z
  .object({ results: z.array(messageActionResultSchema) })
  .meta({ id: 'MessageActionResults', description: 'In the order of the ids; each has a status of its own.' });

export type MessageAction = z.output<typeof messageActionSchema>;
export type MessageActionResult = z.output<typeof messageActionResultSchema>;
export type MessageActionResults = z.output<typeof messageActionResultsSchema>;
