import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { FolderAddRegular } from '@fluentui/react-icons/svg/folder-add';
import { type ReactElement, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Folder } from '../../client/index.js';
import type { ActionSubjects } from '../../mailbox/actions/targets.js';
import { editFolderAndReport } from '../../mailbox/folder-edits.js';
import { expandAll, expandedFolders, favouriteFolders, setExpanded } from '../../mailbox/folder-memory.js';
import {
  asksBeforeDeletion,
  type FolderRow,
  folderRows,
  isDeleted,
  isWithin,
  positionOf,
} from '../../mailbox/folder-tree.js';
import { findFolder, folderKey, isMoveTarget } from '../../mailbox/folders.js';
import { askWithNotice } from '../../platform/ask-with-notice.js';
import { navigate } from '../../platform/router.js';
import { INBOX, listHref } from '../../platform/routes.js';
import { useUser } from '../../platform/session.js';
import { t } from '../../texts/t.js';
import type { MoveTarget } from '../mail-commands.js';
import { emptyFolder, markFolderRead } from './folder-actions.js';
import { type FolderKey, useFolderKeys } from './folder-keys.js';
import { FolderMenu } from './folder-menu.js';
import type { FolderQuestion, FolderQuestionDialog } from './folder-questions.js';
import { FolderRowItem } from './folder-row.js';

const useStyles = makeStyles({
  nav: { minHeight: 0, display: 'flex', flexDirection: 'column', overflowY: 'auto' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  heading: { display: 'block', margin: 0, padding: '8px 12px 4px', color: tokens.colorNeutralForeground2 },
  // Aligned with the icons and the names of the folders.
  create: {
    justifyContent: 'start',
    minHeight: '36px',
    paddingInlineStart: '33px',
    gap: '2px',
    flexShrink: 0,
    fontWeight: tokens.fontWeightRegular,
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
});

export interface FolderTreeProps {
  readonly folders: readonly Folder[];
  readonly current: string | undefined;
  /** Mail was dropped on a folder. */
  readonly onDrop: (subjects: ActionSubjects, target: MoveTarget) => void;
  /** A folder was chosen. */
  readonly onChosen?: (() => void) | undefined;
}

interface KeyedRow {
  readonly key: string;
  readonly row: FolderRow;
}

interface OpenMenu {
  readonly key: string;
  readonly folder: Folder;
  readonly at: { readonly x: number; readonly y: number };
}

/** The favourites and the folders with their menu and keys, and the questions before a folder is changed. */
export function FolderTree({ folders, current, onDrop, onChosen }: FolderTreeProps): ReactElement {
  const styles = useStyles();
  const headingId = useId();
  const user = useUser();
  const nav = useRef<HTMLElement>(null);
  const [menu, setMenu] = useState<OpenMenu>();
  const [asked, setAsked] = useState<{
    readonly question: FolderQuestion;
    readonly Dialog: typeof FolderQuestionDialog;
  }>();
  const [focused, setFocused] = useState<string>();
  const { favourites, rows } = useRows(folders, current);
  const all = useMemo(() => [...favourites, ...rows], [favourites, rows]);
  const isCurrent = ({ folder }: FolderRow): boolean => current === folderKey(folder) || current === folder.id;
  const tabStop = (all.find(({ key }) => key === focused) ?? rows.find(({ row }) => isCurrent(row)) ?? all[0])?.key;

  const focusRow = (key: string | undefined): void => {
    if (key === undefined) {
      return;
    }
    nav.current?.querySelector<HTMLElement>(`[data-folder-row="${CSS.escape(key)}"] a`)?.focus();
  };
  const ask = (next: FolderQuestion, isByKey = false): void => {
    if (next.kind === 'delete' && !asksBeforeDeletion(folders, next.folder, isByKey)) {
      discard(next.folder);
    } else {
      pose(next);
    }
  };
  const pose = (question: FolderQuestion): void => {
    askWithNotice(
      () => import('./folder-questions.js'),
      (module) => {
        setAsked({ question, Dialog: module.FolderQuestionDialog });
      },
    );
  };
  const discard = (folder: Folder): void => {
    const { id, name } = folder;
    if (isOpenWithin(folders, current, id)) {
      navigate(listHref(INBOX));
    }
    focusRow(all[all.findIndex(({ row }) => row.folder.id === id) - 1]?.key);
    void editFolderAndReport({
      kind: 'delete',
      id,
      name,
      before: isDeleted(folders, folder) ? undefined : positionOf(folder, folders),
    });
  };
  useFolderKeys((key) => {
    const at = all.findIndex((one) => one.key === tabStop);
    const row = all[at]?.row;
    if (row === undefined) {
      return;
    }
    const keys: Readonly<Record<FolderKey, () => void>> = {
      next: () => {
        focusRow(all[at + 1]?.key);
      },
      previous: () => {
        focusRow(all[at - 1]?.key);
      },
      expand: () => {
        if (row.isExpanded) {
          focusRow(all[at + 1]?.key);
        } else if (row.hasChildren) {
          setExpanded(user.id, row.folder.id, true);
        }
      },
      collapse: () => {
        if (row.isExpanded) {
          setExpanded(user.id, row.folder.id, false);
        } else {
          focusRow(rows.find((one) => one.row.folder.id === row.folder.parentId)?.key);
        }
      },
      rename: () => {
        if (isOwn(row.folder)) {
          ask({ kind: 'rename', folder: row.folder });
        }
      },
      delete: () => {
        if (isOwn(row.folder)) {
          ask({ kind: 'delete', folder: row.folder }, true);
        }
      },
    };
    keys[key]();
  });
  const target = (folder: Folder): Parameters<typeof emptyFolder>[0] => ({
    userId: user.id,
    list: { ...INBOX, folder: folderKey(folder) },
    messages: [],
    folder,
  });
  const item = ({ key, row }: KeyedRow): ReactElement => (
    <FolderRowItem
      key={key}
      row={row}
      rowKey={key}
      isCurrent={isCurrent(row)}
      isTabStop={tabStop === key}
      takesDrops={current !== undefined && isMoveTarget(row.folder, current)}
      isMarked={menu?.key === key}
      onDrop={onDrop}
      onChosen={onChosen}
      onToggle={() => {
        setExpanded(user.id, row.folder.id, !row.isExpanded);
      }}
      onFocus={() => {
        setFocused(key);
      }}
      onMenu={(at) => {
        setMenu({ key, folder: row.folder, at });
      }}
    />
  );
  return (
    <nav ref={nav} aria-label={t('Folders')} className={styles.nav}>
      {favourites.length === 0 ? null : (
        <>
          <Text as="h2" size={200} weight="semibold" id={`${headingId}f`} className={styles.heading}>
            {t('Favourites')}
          </Text>
          <ul className={styles.list} aria-labelledby={`${headingId}f`}>
            {favourites.map(item)}
          </ul>
          <Text as="h2" size={200} weight="semibold" id={headingId} className={styles.heading}>
            {t('Folders')}
          </Text>
        </>
      )}
      <ul className={styles.list} aria-label={t('All folders')}>
        {rows.map(item)}
      </ul>
      <Button
        className={styles.create}
        appearance="transparent"
        icon={<FolderAddRegular />}
        onClick={() => {
          pose({ kind: 'create', folder: undefined });
        }}
      >
        {t('New folder')}
      </Button>
      {menu === undefined ? null : (
        <FolderMenu
          folder={findFolder(folders, menu.folder.id) ?? menu.folder}
          at={menu.at}
          onAsk={ask}
          onMarkRead={() => {
            markFolderRead(target(menu.folder));
          }}
          onClose={() => {
            setMenu(undefined);
          }}
        />
      )}
      {asked === undefined ? null : (
        <asked.Dialog
          question={asked.question}
          onDelete={discard}
          onEmpty={(folder) => {
            emptyFolder(target(folder));
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </nav>
  );
}

/** The favourites, and the expanded rows of the tree; the current folder is always visible. */
function useRows(
  folders: readonly Folder[],
  current: string | undefined,
): { favourites: readonly KeyedRow[]; rows: readonly KeyedRow[] } {
  const user = useUser();
  const expanded = expandedFolders.use(user.id);
  const favouriteKeys = favouriteFolders.use(user.id);
  const shown = findFolder(folders, current ?? '')?.id;
  useEffect(() => {
    const folder = folders.find(({ id }) => id === shown);
    if (folder === undefined) {
      return;
    }
    const above = folders.filter(({ id }) => id !== folder.id && isWithin(folders, folder, id));
    expandAll(
      user.id,
      above.map(({ id }) => id),
    );
    // Only when another folder is opened: afterwards the user can collapse it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown, user.id]);
  return useMemo(() => {
    const rows = folderRows(folders, (id) => expanded.includes(id)).map((row) => ({ key: row.folder.id, row }));
    const favourites = favouriteKeys
      .map((key) => findFolder(folders, key))
      .filter((folder) => folder !== undefined)
      .map((folder) => ({
        key: `favourite:${folder.id}`,
        row: { folder, level: 0, hasChildren: false, isExpanded: false },
      }));
    return { favourites, rows };
  }, [folders, expanded, favouriteKeys]);
}

function isOwn({ wellKnownName }: Folder): boolean {
  return wellKnownName === null;
}

/** Whether the current folder is `id` or is inside of it. */
function isOpenWithin(folders: readonly Folder[], current: string | undefined, id: string): boolean {
  const folder = findFolder(folders, current ?? '');
  return folder !== undefined && isWithin(folders, folder, id);
}
