import { z } from 'zod';

import { GraphProblem } from '../../graph/index.js';
import type { MailFolder } from '../model/index.js';
import type { KnownFolders } from './well-known-folders.js';

export const folderProperties = 'id,displayName,parentFolderId,unreadItemCount,totalItemCount,childFolderCount';

/** An unreadable member counts as absent: the folder exists nevertheless. */
const name = z.string().nullish().catch(null);
const count = z.int().nullish().catch(null);

const folderSchema = z.object({
  id: z.string().min(1),
  displayName: name,
  parentFolderId: name,
  unreadItemCount: count,
  totalItemCount: count,
  childFolderCount: count,
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
