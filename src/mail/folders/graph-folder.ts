import { z } from 'zod';

import { GraphProblem } from '../../graph/index.js';
import type { MailFolder } from '../model/index.js';
import type { KnownFolders } from './well-known-folders.js';

export const folderProperties = 'id,displayName,parentFolderId,unreadItemCount,totalItemCount,childFolderCount';

const folderSchema = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  parentFolderId: z.string().nullish(),
  unreadItemCount: z.int().nullish(),
  totalItemCount: z.int().nullish(),
  childFolderCount: z.int().nullish(),
});

/** @throws GraphProblem `graph_error` */
export function folderOf(item: unknown, known: KnownFolders): MailFolder {
  const { data, error } = folderSchema.safeParse(item);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error });
  }
  return {
    id: data.id,
    name: data.displayName ?? '',
    parentId: data.parentFolderId ?? null,
    wellKnownName: known.get(data.id) ?? null,
    unreadCount: data.unreadItemCount ?? 0,
    totalCount: data.totalItemCount ?? 0,
    childFolderCount: data.childFolderCount ?? 0,
  };
}
