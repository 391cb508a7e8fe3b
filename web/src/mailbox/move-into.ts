import type { Folder } from '../client/index.js';
import { isRequested, type RequestedAction } from './actions/mail-action.js';
import type { FolderEdit, MailForFolder } from './folder-edits.js';

/** The move that follows when the folder exists; undefined when it was created without mail. The value may come from storage. */
export function moveInto(
  edit: FolderEdit,
  folder: Folder | undefined,
  userId: string,
): (MailForFolder & Pick<RequestedAction, 'action' | 'userId'>) | undefined {
  if (edit.kind !== 'create' || edit.mail === undefined || folder === undefined) {
    return undefined;
  }
  const action = { kind: 'move', folder: folder.id, name: folder.name } as const;
  const move = { ...edit.mail, action, userId };
  return isRequested({ ...move, id: folder.id }) ? move : undefined;
}
