import { Button, CounterBadge, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { type MouseEvent, type ReactElement, useState } from 'react';
import type { ActionSubjects } from '../../mailbox/actions/targets.js';
import { folderKey } from '../../mailbox/folders.js';
import type { FolderRow } from '../../mailbox/folder-tree.js';
import { isPlainClick, navigate } from '../../platform/router.js';
import { INBOX, listHref } from '../../platform/routes.js';
import { useStore } from '../../platform/store.js';
import { tRich } from '../../texts/messages.js';
import { formatNumber, t } from '../../texts/t.js';
import { fromStart } from '../../ui/from-start.js';
import { VisuallyHidden } from '../../ui/visually-hidden.js';
import { carriesRows, draggedRows, droppedRows } from '../drag-rows.js';
import type { MoveTarget } from '../mail-commands.js';
import { FolderIcon } from './folder-icon.js';
import { ChevronForwardRegular } from '../../ui/direction-icons.js';

/** The indentation of each level, in px. */
const STEP = 16;

/** The largest number that fits into a badge. */
const mostCounted = 999;

const useStyles = makeStyles({
  root: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    '&:hover > .folder-more, &:focus-within > .folder-more': { opacity: 1 },
  },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    flexGrow: 1,
    minWidth: 0,
    minHeight: '36px',
    paddingInline: '6px 4px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase300,
    '& svg': { fontSize: '20px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (pointer: coarse)': { minHeight: '44px' },
  },
  current: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
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
    '@media (forced-colors: active)': {
      backgroundColor: 'Highlight',
      forcedColorAdjust: 'none',
      '& *': { color: 'HighlightText', backgroundColor: 'transparent' },
    },
  },
  currentLink: { fontWeight: tokens.fontWeightSemibold, '& svg': { color: tokens.colorBrandForeground1 } },
  over: { outline: `2px dashed ${tokens.colorCompoundBrandStroke}`, outlineOffset: '-2px' },
  name: { flexGrow: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  small: { minWidth: '24px', width: '24px', height: '28px', padding: 0, flexShrink: 0 },
  more: { opacity: 0, '@media (hover: none)': { opacity: 1 } },
  shown: { opacity: 1 },
});

interface FolderRowProps {
  readonly row: FolderRow;
  /** Distinguishes the same folder in the favourites and in the tree. */
  readonly rowKey: string;
  readonly isCurrent: boolean;
  readonly isTabStop: boolean;
  readonly takesDrops: boolean;
  /** Its menu is open. */
  readonly isMarked: boolean;
  readonly onDrop: (subjects: ActionSubjects, target: MoveTarget) => void;
  readonly onChosen: (() => void) | undefined;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
  readonly onMenu: (at: { x: number; y: number }) => void;
}

export function FolderRowItem(props: FolderRowProps): ReactElement {
  const { row, rowKey, isCurrent, isTabStop, takesDrops, isMarked } = props;
  const { onDrop, onChosen, onToggle, onFocus, onMenu } = props;
  const { folder, level, hasChildren, isExpanded } = row;
  const styles = useStyles();
  const href = listHref({ ...INBOX, folder: folderKey(folder) });
  const isDragging = useStore(draggedRows) !== undefined;
  const [isOver, setOver] = useState(false);
  const isTarget = isDragging && takesDrops;
  // Drafts show their total, as in other mail programs: a draft is never unread.
  const isDrafts = folder.wellKnownName === 'drafts';
  const count = isDrafts ? folder.totalCount : folder.unreadCount;
  const openMenu = (event: MouseEvent): void => {
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    // The keyboard has no position.
    const isKey = event.clientX === 0 && event.clientY === 0;
    onMenu(isKey ? { x: fromStart(box, 24), y: box.bottom } : { x: event.clientX, y: event.clientY });
  };
  return (
    <li
      aria-level={level + 1}
      className={mergeClasses(styles.root, isCurrent && styles.current, isTarget && isOver && styles.over)}
      data-place="folder"
      data-folder-row={rowKey}
      style={{ paddingInlineStart: `${4 + level * STEP}px` }}
      onFocus={onFocus}
      onContextMenu={openMenu}
      onDragOver={(event) => {
        if (!isTarget || !carriesRows(event.dataTransfer)) {
          return;
        }
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
        if (takesDrops && subjects !== undefined) {
          onDrop(subjects, { folder: folderKey(folder), name: folder.name });
        }
      }}
    >
      {hasChildren ? (
        <Button
          className={styles.small}
          appearance="transparent"
          size="small"
          tabIndex={isTabStop ? 0 : -1}
          icon={isExpanded ? <ChevronDownRegular fontSize={14} /> : <ChevronForwardRegular fontSize={14} />}
          aria-expanded={isExpanded}
          aria-label={t('Subfolders of {name}', { name: folder.name })}
          onClick={onToggle}
        />
      ) : (
        <span className={styles.small} />
      )}
      <a
        href={href}
        className={mergeClasses(styles.link, isCurrent && styles.currentLink)}
        draggable={false}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={(event) => {
          if (!isPlainClick(event)) {
            return;
          }
          event.preventDefault();
          navigate(href);
          onChosen?.();
        }}
      >
        <FolderIcon wellKnownName={folder.wellKnownName} />
        <span className={styles.name} dir="auto" title={folder.name}>
          {folder.name}
        </span>
        {count > 0
          ? tRich(
              isDrafts
                ? '{count, plural, one {{badge}<hidden>drafts</hidden>} other {{badge}<hidden>drafts</hidden>}}'
                : '{count, plural, one {{badge}<hidden>unread</hidden>} other {{badge}<hidden>unread</hidden>}}',
              {
                count,
                badge: (
                  <CounterBadge
                    count={count}
                    size="small"
                    appearance="filled"
                    color={isCurrent ? 'brand' : 'informative'}
                  >
                    {count > mostCounted ? `${formatNumber(mostCounted)}+` : formatNumber(count)}
                  </CounterBadge>
                ),
                hidden: (text) => <VisuallyHidden>{text}</VisuallyHidden>,
              },
            )
          : null}
      </a>
      <Button
        className={mergeClasses(styles.small, styles.more, isMarked && styles.shown, 'folder-more')}
        appearance="transparent"
        size="small"
        tabIndex={isTabStop ? 0 : -1}
        icon={<MoreHorizontalRegular fontSize={16} />}
        aria-label={t('Actions for folder {name}', { name: folder.name })}
        aria-haspopup="menu"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onMenu({ x: fromStart(box, 0), y: box.bottom });
        }}
      />
    </li>
  );
}
