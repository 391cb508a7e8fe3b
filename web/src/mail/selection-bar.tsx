import { Menu, MenuPopover, MenuTrigger, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { FlagRegular } from '@fluentui/react-icons/svg/flag';
import { FlagOffRegular } from '@fluentui/react-icons/svg/flag-off';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import { type ReactElement, useEffect, useRef } from 'react';
import { isAnyUnread, isEachFlagged, mayArchive } from '../mailbox/actions/targets.js';
import type { ListView } from '../platform/routes.js';
import { tPlural } from '../texts/messages.js';
import { formatNumber, t } from '../texts/t.js';
import { BarButton } from '../ui/bar-button.js';
import { ButtonBar } from '../ui/button-bar.js';
import { useWidth } from '../ui/use-width.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { CategoryMenu } from './category-items.js';
import type { MessageItem } from './list-items.js';
import type { MailCommands } from './mail-commands.js';
import { MoveMenu } from './folders/move-menu.js';
import { clearSelection, select, withAll } from './selection.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '48px',
    padding: '0 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorBrandBackground2,
  },
  all: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '44px',
    height: '40px',
    flexShrink: 0,
  },
  box: { width: '18px', height: '18px', margin: 0, accentColor: tokens.colorCompoundBrandBackground },
  count: { flexGrow: 1, flexShrink: 0, whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' },
  actions: { minWidth: 0, '@media (pointer: coarse)': { flexGrow: 1, justifyContent: 'end' } },
});

/** In px: the width from which a label fits beside the number and the buttons. */
const wordFrom = 360;

interface SelectionBarProps {
  readonly list: ListView;
  /** The name of the folder. */
  readonly name: string;
  /** The selected rows. */
  readonly subjects: readonly MessageItem[];
  readonly rows: readonly MessageItem[];
  readonly commands: MailCommands;
}

/** Replaces the list's heading while rows are selected, with actions for all of them. */
export function SelectionBar({ list, name, subjects, rows, commands }: SelectionBarProps): ReactElement {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const hasRoom = width === 0 || width >= wordFrom;
  const count = tPlural('{count, plural, one {# selected} other {# selected}}', { count: subjects.length });
  const isUnread = isAnyUnread(subjects);
  const isFlagged = isEachFlagged(subjects);
  const actions = [
    ...(mayArchive(subjects, list.folder)
      ? [{ name: t('Archive', { context: 'to do' }), icon: <ArchiveRegular />, run: commands.archive }]
      : []),
    ...(commands.remove === undefined ? [] : [{ name: t('Delete'), icon: <DeleteRegular />, run: commands.remove }]),
    {
      name: isUnread ? t('Mark as read') : t('Mark as unread'),
      icon: isUnread ? <MailReadRegular /> : <MailUnreadRegular />,
      run: commands.toggleRead,
    },
    {
      name: isFlagged ? t('Remove flag') : t('Flag'),
      icon: isFlagged ? <FlagOffRegular /> : <FlagRegular />,
      run: commands.toggleFlag,
    },
  ];
  return (
    <div ref={root} className={styles.root} data-place="bar">
      <VisuallyHidden as="h1">{name}</VisuallyHidden>
      <SelectAll list={list} subjects={subjects} rows={rows} />
      <Text className={styles.count} weight="semibold" role="status">
        {hasRoom ? (
          count
        ) : (
          <>
            <VisuallyHidden>{count}</VisuallyHidden>
            <span aria-hidden>{formatNumber(subjects.length)}</span>
          </>
        )}
      </Text>
      <ButtonBar label={t('Actions for the selection')} className={styles.actions}>
        {actions.map(({ name, icon, run }) => (
          <BarButton
            key={name}
            name={name}
            hasWord={false}
            icon={icon}
            onClick={() => {
              run(subjects);
            }}
          />
        ))}
        <MoveMenu from={list.folder} subjects={subjects} commands={commands} hasWord={false} />
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <BarButton name={t('Categorise')} hasWord={false} icon={<TagRegular />} />
          </MenuTrigger>
          <MenuPopover role="region" aria-label={t('Categorise')}>
            <CategoryMenu subjects={subjects} commands={commands} />
          </MenuPopover>
        </Menu>
        <BarButton name={t('Clear selection')} hasWord={false} icon={<DismissRegular />} onClick={clearSelection} />
      </ButtonBar>
    </div>
  );
}

function SelectAll({ list, subjects, rows }: Pick<SelectionBarProps, 'list' | 'subjects' | 'rows'>): ReactElement {
  const styles = useStyles();
  const box = useRef<HTMLInputElement>(null);
  const tops = rows.filter((row) => !row.isChild);
  const isAll = tops.every((row) => subjects.includes(row));
  useEffect(() => {
    if (box.current !== null) {
      box.current.indeterminate = !isAll;
    }
  }, [isAll]);
  return (
    <label className={styles.all}>
      <input
        ref={box}
        type="checkbox"
        className={styles.box}
        aria-label={t('Select all')}
        checked={isAll}
        onChange={() => {
          if (isAll) {
            clearSelection();
          } else {
            select(list, withAll(tops.map(({ key }) => key)));
          }
        }}
      />
    </label>
  );
}
