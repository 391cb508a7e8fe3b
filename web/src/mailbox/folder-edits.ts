import { type Folder, problemOf } from '../client/index.js';
import { notify } from '../platform/notify.js';
import { askUserAbout, client } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import type { RequestedAction } from './actions/mail-action.js';
import { DoneEdits } from './done-edits.js';
import { refreshFolders } from './mail-cache.js';
import { t } from '../texts/t.js';

/** Mail that is moved into a folder as soon as the folder exists. */
export type MailForFolder = Pick<RequestedAction, 'from' | 'messages' | 'rests'>;

/** A change of one of the user's own folders. `name` is its name, for the notice. */
export type FolderEdit =
  | {
      readonly kind: 'create';
      readonly name: string;
      readonly parentId?: string | undefined;
      /** The mail that is then moved into it. */
      readonly mail?: MailForFolder | undefined;
    }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string; readonly before: string }
  /** `parentId` null: the top level. `to` is the parent's name. */
  | {
      readonly kind: 'move';
      readonly id: string;
      readonly name: string;
      readonly parentId: string | null;
      readonly to: string;
      readonly before: { readonly parentId: string | null; readonly name: string };
    }
  | {
      readonly kind: 'delete';
      readonly id: string;
      readonly name: string;
      /** Its previous position; undefined: it was in Deleted Items and is deleted permanently. */
      readonly before: { readonly parentId: string | null; readonly name: string } | undefined;
    };

export type FolderEditResult =
  | { readonly kind: 'done'; readonly folder: Folder | undefined }
  /** The user is being prompted; the change is made when they are back. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'failed'; readonly title: string; readonly text: string };

/** Makes the change, and shows a notice with an undo button. The caller reports failures. */
export async function editFolder(edit: FolderEdit, isUndo = false): Promise<FolderEditResult> {
  const askedAt = Date.now();
  try {
    const folder = await run(edit);
    await refreshFolders();
    const inverse = inverseOf(edit);
    if (inverse !== undefined && !isUndo) {
      doneEdits.add(inverse, askedAt);
    }
    const action = { label: t('Undo'), run: () => void editFolderAndReport(inverse, true) };
    notify({ title: doneText(edit), id: `folder:${idOf(edit)}`, ...(inverse === undefined ? {} : { action }) });
    return { kind: 'done', folder };
  } catch (error) {
    if (askUserAbout(error, [{ kind: 'folder-edit', payload: edit }])) {
      return { kind: 'asked' };
    }
    const problem = problemOf(error);
    if (problem?.code === 'not_found') {
      void refreshFolders();
    }
    const { title, text } = problemText(error);
    const isName = problem?.code === 'invalid_request';
    return { kind: 'failed', title: isName ? t('The folder can’t be changed that way') : title, text };
  }
}

const doneEdits = new DoneEdits<FolderEdit>();

/** Undoes the newest change. Returns false when mail was changed after it, at `time` (epoch, ms). */
export function undoFolderEdit(time: number): boolean {
  const inverse = doneEdits.takeNewerThan(time);
  void editFolderAndReport(inverse, true);
  return inverse !== undefined;
}

/** For callers without a dialog that could report a failure. */
export async function editFolderAndReport(
  edit: FolderEdit | undefined,
  isUndo = false,
): Promise<FolderEditResult | undefined> {
  if (edit === undefined) {
    return undefined;
  }
  doneEdits.remove(edit);
  const result = await editFolder(edit, isUndo);
  if (result.kind === 'failed') {
    notify({ title: result.title, body: result.text, intent: 'error' });
  } else if (isUndo && result.kind === 'done') {
    notify({ title: t('Undone'), id: `folder:${idOf(edit)}` });
  }
  return result;
}

async function run(edit: FolderEdit): Promise<Folder | undefined> {
  const quiet = { quiet: true };
  switch (edit.kind) {
    case 'create': {
      const { name, parentId } = edit;
      return client.mail.createFolder(parentId === undefined ? { name } : { name, parentId }, quiet);
    }
    case 'rename':
      return client.mail.updateFolder(edit.id, { name: edit.name }, quiet);
    case 'move':
      return client.mail.updateFolder(edit.id, { parentId: edit.parentId }, quiet);
    case 'delete':
      await client.mail.deleteFolder(edit.id, quiet);
      return undefined;
  }
}

function inverseOf(edit: FolderEdit): FolderEdit | undefined {
  switch (edit.kind) {
    case 'create':
      return undefined;
    case 'rename':
      return { ...edit, name: edit.before, before: edit.name };
    case 'move':
    case 'delete': {
      const { id, name, before } = edit;
      if (before === undefined) {
        return undefined;
      }
      const now = edit.kind === 'move' ? { parentId: edit.parentId, name: edit.to } : DELETED;
      return { kind: 'move', id, name, parentId: before.parentId, to: before.name, before: now };
    }
  }
}

const DELETED = { parentId: 'deleteditems', name: t('Deleted Items') };

function doneText(edit: FolderEdit): string {
  switch (edit.kind) {
    case 'create':
      return t('Folder “{name}” created', { name: edit.name });
    case 'rename':
      return t('Folder “{before}” renamed to “{name}”', { before: edit.before, name: edit.name });
    case 'move':
      return t('Folder “{name}” moved to {folder}', { name: edit.name, folder: edit.to });
    case 'delete':
      return edit.before === undefined
        ? t('Folder “{name}” deleted for good', { name: edit.name })
        : t('Folder “{name}” moved to Deleted Items', { name: edit.name });
  }
}

function idOf(edit: FolderEdit): string {
  return edit.kind === 'create' ? 'new' : edit.id;
}

/** Checks a value that was stored during the trip to Microsoft. */
export function isFolderEdit(value: unknown): value is FolderEdit {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const edit = value as Partial<Record<'kind' | 'id' | 'name' | 'parentId' | 'before', unknown>>;
  if (typeof edit.name !== 'string') {
    return false;
  }
  if (edit.kind === 'create') {
    return edit.parentId === undefined || typeof edit.parentId === 'string';
  }
  if (typeof edit.id !== 'string') {
    return false;
  }
  if (edit.kind === 'rename') {
    return typeof edit.before === 'string';
  }
  if (edit.kind === 'move') {
    return edit.parentId === null || typeof edit.parentId === 'string';
  }
  return edit.kind === 'delete';
}
