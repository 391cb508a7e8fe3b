import {
  Button,
  CounterBadge,
  Skeleton,
  SkeletonItem,
  Text,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { ComposeRegular } from '@fluentui/react-icons/svg/compose';
import { type ReactElement, useState } from 'react';
import type { Folder } from '../client/index.js';
import { isPlainClick, navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { problemText } from '../ui/problem-text.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { FolderIcon } from './folder-icon.js';
import { folderKey, isMoveTarget, useFolders } from '../mailbox/folders.js';
import { useStore } from '../platform/store.js';
import type { ActionSubjects } from '../mailbox/actions/targets.js';
import { carriesRows, draggedRows, droppedRows } from './drag-rows.js';
import type { MoveTarget } from './mail-commands.js';
import { LocalDrafts } from './local-drafts.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minHeight: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, overflowY: 'auto', flexGrow: 1 },
  link: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '36px',
    padding: '0 12px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase300,
    '& svg': { fontSize: '20px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    fontWeight: tokens.fontWeightSemibold,
    '& svg': { color: tokens.colorBrandForeground1 },
    '@media (forced-colors: active)': {
      backgroundColor: 'Highlight',
      color: 'HighlightText',
      forcedColorAdjust: 'none',
      '& svg': { color: 'HighlightText' },
    },
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: 0,
      top: '9px',
      bottom: '9px',
      width: '3px',
      borderRadius: '2px',
      backgroundColor: tokens.colorCompoundBrandStroke,
    },
  },
  over: { outline: `2px dashed ${tokens.colorCompoundBrandStroke}`, outlineOffset: '-2px' },
  name: { flexGrow: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  count: {
    color: tokens.colorBrandForeground1,
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
  },
  compose: { width: '100%' },
  failed: { padding: '8px 12px', color: tokens.colorNeutralForeground2 },
  skeleton: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, padding: '8px 12px' },
});

interface FolderPaneProps {
  readonly current: string | undefined;
  /** Mail was dropped on a folder. */
  readonly onDrop: (subjects: ActionSubjects, target: MoveTarget) => void;
  readonly onCompose: () => void;
  /** Told when a folder was chosen, so that a drawer can close. */
  readonly onChosen?: (() => void) | undefined;
}

export function FolderPane({ current, onDrop, onCompose, onChosen }: FolderPaneProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Button className={styles.compose} appearance="primary" icon={<ComposeRegular />} onClick={onCompose}>
        New message
      </Button>
      <FolderList current={current} onDrop={onDrop} onChosen={onChosen} />
      <LocalDrafts onChosen={onChosen} />
    </div>
  );
}

function FolderList({
  current,
  onDrop,
  onChosen,
}: Pick<FolderPaneProps, 'current' | 'onDrop' | 'onChosen'>): ReactElement {
  const styles = useStyles();
  const folders = useFolders();
  if (folders.data === undefined) {
    if (folders.isError) {
      return (
        <Text role="status" size={200} className={styles.failed}>
          {problemText(folders.error).title}.
        </Text>
      );
    }
    return (
      <Skeleton className={styles.skeleton} aria-label="Loading folders">
        {[72, 56, 80, 64, 76].map((width) => (
          <SkeletonItem key={width} size={16} style={{ width: `${width}%` }} />
        ))}
      </Skeleton>
    );
  }
  return (
    <nav aria-label="Folders" style={{ minHeight: 0, display: 'flex' }}>
      <ul className={styles.list}>
        {folders.data.map((folder) => (
          <FolderLink
            key={folder.id}
            folder={folder}
            isCurrent={current === folderKey(folder) || current === folder.id}
            takesDrops={current !== undefined && isMoveTarget(folder, current)}
            onDrop={onDrop}
            onChosen={onChosen}
          />
        ))}
      </ul>
    </nav>
  );
}

interface FolderLinkProps {
  readonly folder: Folder;
  readonly isCurrent: boolean;
  readonly takesDrops: boolean;
  readonly onDrop: (subjects: ActionSubjects, target: MoveTarget) => void;
  readonly onChosen: (() => void) | undefined;
}

function FolderLink({ folder, isCurrent, takesDrops, onDrop, onChosen }: FolderLinkProps): ReactElement {
  const styles = useStyles();
  const href = listHref({ ...INBOX, folder: folderKey(folder) });
  const isDragging = useStore(draggedRows) !== undefined;
  const [isOver, setOver] = useState(false);
  const isTarget = isDragging && takesDrops;
  // Drafts are counted whole, the way mail programs do: a draft is never "read".
  const count = folder.wellKnownName === 'drafts' ? folder.totalCount : folder.unreadCount;
  const what = folder.wellKnownName === 'drafts' ? 'drafts' : 'unread';
  return (
    <li>
      <a
        href={href}
        className={mergeClasses(styles.link, isCurrent && styles.current, isTarget && isOver && styles.over)}
        draggable={false}
        aria-current={isCurrent ? 'page' : undefined}
        onDragOver={(event) => {
          if (!isTarget || !carriesRows(event.dataTransfer)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move';
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const subjects = droppedRows(event.dataTransfer);
          if (takesDrops && subjects !== undefined) onDrop(subjects, { folder: folderKey(folder), name: folder.name });
        }}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          navigate(href);
          onChosen?.();
        }}
      >
        <FolderIcon wellKnownName={folder.wellKnownName} />
        <span className={styles.name} dir="auto">
          {folder.name}
        </span>
        {count > 0 ? (
          <>
            <CounterBadge
              count={count}
              overflowCount={999}
              size="small"
              appearance="filled"
              color={isCurrent ? 'brand' : 'informative'}
            />
            <VisuallyHidden>{what}</VisuallyHidden>
          </>
        ) : null}
      </a>
    </li>
  );
}
