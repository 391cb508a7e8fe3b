import { Button } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FlagFilled, FlagRegular } from '@fluentui/react-icons/svg/flag';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import type { DragEvent, ReactElement } from 'react';
import { t } from '../texts/t.js';
import type { MessageItem } from './list-items.js';
import { useRowStyles } from './message-row.styles.js';
import { mayArchive } from '../mailbox/actions/targets.js';
import { subjectOf } from '../mailbox/people.js';

export interface RowCommands {
  readonly open: (item: MessageItem, options: { byKeyboard: boolean }) => void;
  /** Adds the row to the selection, or removes it. */
  readonly choose: (item: MessageItem, how: 'toggle' | 'range') => void;
  /** Opens the menu of the row, or of the selection that it belongs to, at that position of the window (px). */
  readonly openMenu: (item: MessageItem, at: { x: number; y: number }) => void;
  readonly drag: (item: MessageItem, event: DragEvent) => void;
  readonly toggleThread: (item: MessageItem) => void;
  readonly archive: (item: MessageItem) => void;
  readonly remove: ((item: MessageItem) => void) | undefined;
  readonly toggleFlag: (item: MessageItem) => void;
  readonly toggleRead: (item: MessageItem) => void;
}

interface RowActionsProps {
  readonly item: MessageItem;
  readonly folder: string;
  readonly isUnread: boolean;
  readonly commands: RowCommands;
}

/** Shown while the row is hovered or focused; the toolbar of the open message has the same actions for everybody. */
export function RowActions({ item, folder, isUnread, commands }: RowActionsProps): ReactElement {
  const styles = useRowStyles();
  const flagged = item.thread.some((one) => one.flagged);
  const subject = subjectOf(item.message);
  const readIcon = isUnread ? <MailReadRegular /> : <MailUnreadRegular />;
  const archive = { name: t('Archive', { context: 'to do' }), icon: <ArchiveRegular />, run: commands.archive };
  const actions = [
    ...(mayArchive([item], folder) ? [archive] : []),
    ...(commands.remove === undefined ? [] : [{ name: t('Delete'), icon: <DeleteRegular />, run: commands.remove }]),
    { name: isUnread ? t('Mark as read') : t('Mark as unread'), icon: readIcon, run: commands.toggleRead },
    {
      name: flagged ? t('Remove flag') : t('Flag'),
      icon: flagged ? <FlagFilled /> : <FlagRegular />,
      run: commands.toggleFlag,
    },
  ];
  return (
    <div className={styles.actions}>
      {actions.map(({ name, icon, run }) => (
        <Button
          key={name}
          appearance="subtle"
          size="small"
          icon={icon}
          title={name}
          aria-label={t('{what}: {subject}', { what: name, subject })}
          onClick={() => {
            run(item);
          }}
        />
      ))}
    </div>
  );
}
