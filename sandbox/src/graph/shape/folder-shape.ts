import type { MailFolder } from '../mailbox/folders.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { pick } from '../odata/select.js';

export const folderProperties: readonly string[] = [
  'id',
  'displayName',
  'parentFolderId',
  'childFolderCount',
  'unreadItemCount',
  'totalItemCount',
  'isHidden',
];

export function folderShape(folder: MailFolder, mailbox: Mailbox, select?: readonly string[]): Record<string, unknown> {
  return pick(
    {
      id: folder.id,
      displayName: folder.displayName,
      parentFolderId: folder.parentId,
      childFolderCount: mailbox.folders.childrenOf(folder.id).filter((child) => !child.isHidden).length,
      unreadItemCount: mailbox.unreadIn(folder.id),
      totalItemCount: mailbox.itemsIn(folder.id).length,
      isHidden: folder.isHidden,
    },
    select,
  );
}
