import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { type ReactElement, type ReactNode, type SyntheticEvent, useState } from 'react';
import type { Folder } from '../../client/index.js';
import { editFolder, editFolderAndReport, type FolderEdit } from '../../mailbox/folder-edits.js';
import { expandAll } from '../../mailbox/folder-memory.js';
import { isDeleted, isWithin, nameFault, pathOf, positionOf, topName } from '../../mailbox/folder-tree.js';
import { useFolders } from '../../mailbox/folders.js';
import { useUser } from '../../platform/session.js';
import { t } from '../../texts/t.js';
import { EmptyFolderDialog } from './empty-folder-dialog.js';
import { FolderPicker } from './folder-picker.js';

/** The question before a folder is changed. For a new folder, `folder` is its parent; absent: the top level. */
export type FolderQuestion =
  | { readonly kind: 'create'; readonly folder: Folder | undefined }
  | { readonly kind: 'rename' | 'move' | 'delete' | 'empty'; readonly folder: Folder };

interface FolderQuestionProps {
  readonly question: FolderQuestion;
  readonly onDelete: (folder: Folder) => void;
  readonly onEmpty: (folder: Folder) => void;
  readonly onClose: () => void;
}

export function FolderQuestionDialog({ question, onDelete, onEmpty, onClose }: FolderQuestionProps): ReactElement {
  switch (question.kind) {
    case 'create':
      return <NewFolderDialog parent={question.folder} onClose={onClose} />;
    case 'rename':
      return <RenameDialog folder={question.folder} onClose={onClose} />;
    case 'move':
      return <MoveFolderDialog folder={question.folder} onClose={onClose} />;
    case 'delete':
      return <DeleteFolderDialog folder={question.folder} onClose={onClose} onDelete={onDelete} />;
    case 'empty':
      return (
        <EmptyFolderDialog
          name={question.folder.name}
          count={question.folder.totalCount}
          isForGood={question.folder.wellKnownName === 'deleteditems'}
          onConfirm={() => {
            onEmpty(question.folder);
          }}
          onClose={onClose}
        />
      );
  }
}

interface NewFolderDialogProps {
  readonly parent: Folder | undefined;
  readonly onClose: () => void;
}

function NewFolderDialog({ parent, onClose }: NewFolderDialogProps): ReactElement {
  const user = useUser();
  const folders = useFolders().data ?? [];
  const siblings = folders.filter(({ parentId }) =>
    parent === undefined ? !folders.some(({ id }) => id === parentId) : parentId === parent.id,
  );
  return (
    <NameDialog
      title={
        parent === undefined
          ? t('New folder')
          : t('New folder in {path}', { path: pathOf(folders, parent).join(' / ') })
      }
      confirm={t('Create')}
      initial=""
      faultOf={(name) => nameFault(name, siblings)}
      editOf={(name) => ({ kind: 'create', name, ...(parent === undefined ? {} : { parentId: parent.id }) })}
      onDone={() => {
        if (parent !== undefined) {
          expandAll(user.id, [parent.id]);
        }
      }}
      onClose={onClose}
    />
  );
}

function RenameDialog({ folder, onClose }: FolderDialogProps): ReactElement {
  const siblings = (useFolders().data ?? []).filter(({ parentId }) => parentId === folder.parentId);
  return (
    <NameDialog
      title={t('Rename “{name}”', { name: folder.name })}
      confirm={t('Rename')}
      initial={folder.name}
      faultOf={(name) => nameFault(name, siblings, folder.id)}
      editOf={(name) =>
        name === folder.name ? undefined : { kind: 'rename', id: folder.id, name, before: folder.name }
      }
      onClose={onClose}
    />
  );
}

interface FolderDialogProps {
  readonly folder: Folder;
  readonly onClose: () => void;
}

interface NameDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly initial: string;
  readonly faultOf: (name: string) => string | undefined;
  /** Undefined when nothing changes. */
  readonly editOf: (name: string) => FolderEdit | undefined;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

function NameDialog({ title, confirm, initial, faultOf, editOf, onDone, onClose }: NameDialogProps): ReactElement {
  const [name, setName] = useState(initial);
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const found = faultOf(name);
    setFault(found);
    if (found !== undefined || isBusy) {
      return;
    }
    const edit = editOf(name.trim());
    if (edit === undefined) {
      onClose();
      return;
    }
    setBusy(true);
    const result = await editFolder(edit);
    setBusy(false);
    if (result.kind === 'failed') {
      setFault(t('{title}. {text}', { title: result.title, text: result.text }));
      return;
    }
    if (result.kind === 'done') {
      onDone?.();
    }
    onClose();
  };
  return (
    <QuestionDialog title={title} onSubmit={(event) => void submit(event)} onClose={onClose}>
      <DialogContent>
        <Field label={t('Name')} {...(fault === undefined ? {} : { validationMessage: fault })}>
          <Input
            autoFocus
            value={name}
            onChange={(_, { value }) => {
              setName(value);
              setFault(undefined);
            }}
          />
        </Field>
      </DialogContent>
      <DialogActions>
        <Button type="submit" appearance="primary" disabled={isBusy}>
          {confirm}
        </Button>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </DialogActions>
    </QuestionDialog>
  );
}

function MoveFolderDialog({ folder, onClose }: FolderDialogProps): ReactElement {
  const user = useUser();
  const folders = useFolders().data ?? [];
  const isAtTop = !folders.some(({ id }) => id === folder.parentId);
  const top: Folder = { ...folder, id: '', name: topName, parentId: null, wellKnownName: null };
  const choices = folders.filter(
    (one) =>
      one.id !== folder.parentId &&
      !isWithin(folders, one, folder.id) &&
      one.wellKnownName !== 'drafts' &&
      one.wellKnownName !== 'outbox',
  );
  const move = (to: Folder): void => {
    onClose();
    if (to.id !== '') {
      expandAll(user.id, [to.id]);
    }
    void editFolderAndReport({
      kind: 'move',
      id: folder.id,
      name: folder.name,
      parentId: to.id === '' ? null : to.id,
      to: to.name,
      before: positionOf(folder, folders),
    });
  };
  return (
    <QuestionDialog title={t('Move “{name}” to', { name: folder.name })} onClose={onClose}>
      <DialogContent>
        <FolderPicker
          label={t('Move “{name}” to', { name: folder.name })}
          all={folders}
          choices={isAtTop ? choices : [top, ...choices]}
          recent={[]}
          onPick={move}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </DialogActions>
    </QuestionDialog>
  );
}

interface DeleteFolderProps extends FolderDialogProps {
  readonly onDelete: (folder: Folder) => void;
}

/** The first button, Cancel, has the focus. */
function DeleteFolderDialog({ folder, onClose, onDelete }: DeleteFolderProps): ReactElement {
  const isForGood = isDeleted(useFolders().data ?? [], folder);
  const { name } = folder;
  return (
    <QuestionDialog
      title={isForGood ? t('Delete “{name}” for good?', { name }) : t('Delete “{name}”?', { name })}
      onClose={onClose}
    >
      <DialogContent>
        {isForGood
          ? t('The folder and all that is in it will be gone. This can’t be undone.')
          : t('The folder and all that is in it will go to Deleted Items.')}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          appearance="primary"
          onClick={() => {
            onClose();
            onDelete(folder);
          }}
        >
          {isForGood ? t('Delete for good') : t('Delete')}
        </Button>
      </DialogActions>
    </QuestionDialog>
  );
}

interface QuestionDialogProps {
  readonly title: string;
  readonly onSubmit?: (event: SyntheticEvent) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function QuestionDialog({ title, onSubmit, onClose, children }: QuestionDialogProps): ReactElement {
  const body = (
    <DialogBody>
      <DialogTitle>{title}</DialogTitle>
      {children}
    </DialogBody>
  );
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <DialogSurface style={{ maxWidth: '440px' }}>
        {onSubmit === undefined ? body : <form onSubmit={onSubmit}>{body}</form>}
      </DialogSurface>
    </Dialog>
  );
}
