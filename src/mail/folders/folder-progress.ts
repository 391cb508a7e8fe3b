import { z } from 'zod';

import { keyName, parseJson } from '../../redis/index.js';

/** Channel on which all replicas learn the progress of a folder task; `parseFolderProgress` reads the message. */
export const folderProgressChannel = keyName('events', 'folder-progress');

export const folderProgressSchema = z.object({
  id: z.string(),
  folder: z.string(),
  task: z.enum(['empty', 'mark-all-read']),
  state: z.enum(['running', 'done', 'failed']),
  /** Messages at the beginning of the task, as far as known. */
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Why the task, or the first message that could not be changed, failed. */
  code: z.string().optional(),
});
export type FolderProgress = z.output<typeof folderProgressSchema>;

const messageSchema = z.object({ userTag: z.string(), progress: folderProgressSchema });

/** Undefined for a message from another version. */
export function parseFolderProgress(message: string): z.output<typeof messageSchema> | undefined {
  return parseJson(messageSchema, message);
}
