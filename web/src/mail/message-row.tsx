import { Avatar, Badge, Button, Text, Tooltip, mergeClasses } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FlagFilled, FlagRegular } from '@fluentui/react-icons/svg/flag';
import { ImportantFilled } from '@fluentui/react-icons/svg/important';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailUnreadRegular } from '@fluentui/react-icons/svg/mail-unread';
import { memo, type MouseEvent, type ReactElement } from 'react';
import { isPlainClick } from '../platform/router.js';
import { longTime, shortTime } from '../ui/dates.js';
import type { MessageItem } from './list-items.js';
import { correspondent, isOutgoingFolder, participants, subjectOf } from './people.js';
import { useRowStyles } from './message-row.styles.js';

export interface RowCommands {
  open(item: MessageItem, options: { byKeyboard: boolean }): void;
  toggleThread(item: MessageItem): void;
  archive(item: MessageItem): void;
  remove(item: MessageItem): void;
  toggleFlag(item: MessageItem): void;
  toggleRead(item: MessageItem): void;
}

interface MessageRowProps {
  readonly item: MessageItem;
  readonly folder: string;
  readonly href: string;
  readonly isSelected: boolean;
  /** The one row of the list that Tab reaches; the arrow keys move it. */
  readonly isTabStop: boolean;
  readonly position: number;
  readonly total: number;
  readonly commands: RowCommands;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement {
  const { item, folder, href, isSelected, isTabStop, position, total, commands } = props;
  const styles = useRowStyles();
  const { message, thread, isChild } = item;
  const unread = thread.some((one) => !one.isRead);
  const who = participants(thread, folder);
  const when = message.receivedAt === null ? undefined : new Date(message.receivedAt);
  const onClick = (event: MouseEvent): void => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    commands.open(item, { byKeyboard: event.detail === 0 });
  };
  return (
    <div
      role="listitem"
      aria-posinset={position}
      aria-setsize={total}
      className={mergeClasses(styles.row, isChild && styles.child)}
    >
      <a
        href={href}
        data-message-id={message.id}
        className={mergeClasses(styles.link, unread && styles.unread, isSelected && styles.selected)}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={rowLabel(item, folder, who, when)}
        onClick={onClick}
      >
        {isChild ? (
          <span className={styles.childIndent} />
        ) : (
          <Avatar className={styles.avatar} size={32} name={avatarName(item, folder)} color="colorful" aria-hidden />
        )}
        <span className={styles.lines}>
          <span className={styles.line}>
            <span className={mergeClasses(styles.who, unread && styles.bold)} dir="auto">
              {who}
            </span>
            {thread.length > 1 ? (
              <Badge size="small" appearance="tint" color="informative">
                {thread.length}
              </Badge>
            ) : null}
            <span className={styles.marks}>
              {message.importance === 'high' ? <ImportantFilled className={styles.important} /> : null}
              {thread.some((one) => one.hasAttachments) ? <AttachRegular /> : null}
              {thread.some((one) => one.flagged) ? <FlagFilled className={styles.flag} /> : null}
            </span>
          </span>
          <span className={styles.line}>
            <span className={mergeClasses(styles.subject, unread && styles.unreadSubject)} dir="auto">
              {message.isDraft ? <span className={styles.draft}>[Draft] </span> : null}
              {subjectOf(message)}
            </span>
            {when === undefined ? null : (
              <time
                className={mergeClasses(styles.time, unread && styles.unreadSubject)}
                dateTime={message.receivedAt ?? undefined}
              >
                {shortTime(when, new Date())}
              </time>
            )}
          </span>
          <Text block truncate wrap={false} className={styles.preview} dir="auto">
            {message.preview.trim() === '' ? 'No preview' : message.preview}
          </Text>
        </span>
      </a>
      {thread.length > 1 ? (
        <Button
          className={styles.expander}
          appearance="subtle"
          size="small"
          tabIndex={isTabStop ? 0 : -1}
          icon={item.isExpanded ? <ChevronDownRegular /> : <ChevronRightRegular />}
          aria-expanded={item.isExpanded}
          aria-label={`Conversation: ${subjectOf(message)}`}
          onClick={() => {
            commands.toggleThread(item);
          }}
        />
      ) : null}
      <RowActions item={item} isUnread={unread} isTabStop={isTabStop} commands={commands} />
    </div>
  );
});

interface RowActionsProps {
  readonly item: MessageItem;
  readonly isUnread: boolean;
  readonly isTabStop: boolean;
  readonly commands: RowCommands;
}

/** Shown when the row is pointed at or has the focus; the toolbar of the open message has the same for everybody. */
function RowActions({ item, isUnread, isTabStop, commands }: RowActionsProps): ReactElement {
  const styles = useRowStyles();
  const flagged = item.thread.some((one) => one.flagged);
  const subject = subjectOf(item.message);
  const actions = [
    { name: 'Archive', icon: <ArchiveRegular />, run: commands.archive },
    { name: 'Delete', icon: <DeleteRegular />, run: commands.remove },
    {
      name: isUnread ? 'Mark as read' : 'Mark as unread',
      icon: isUnread ? <MailReadRegular /> : <MailUnreadRegular />,
      run: commands.toggleRead,
    },
    {
      name: flagged ? 'Remove flag' : 'Flag',
      icon: flagged ? <FlagFilled /> : <FlagRegular />,
      run: commands.toggleFlag,
    },
  ];
  return (
    <div className={mergeClasses(styles.actions, 'row-actions')}>
      {actions.map(({ name, icon, run }) => (
        <Tooltip key={name} content={name} relationship="description" showDelay={600}>
          <Button
            appearance="transparent"
            size="small"
            icon={icon}
            tabIndex={isTabStop ? 0 : -1}
            aria-label={`${name}: ${subject}`}
            onClick={() => {
              run(item);
            }}
          />
        </Tooltip>
      ))}
    </div>
  );
}

function avatarName(item: MessageItem, folder: string): string {
  return correspondent(item.message, folder).split(',')[0] ?? '';
}

function rowLabel(item: MessageItem, folder: string, who: string, when: Date | undefined): string {
  const { message, thread } = item;
  const parts = [
    thread.some((one) => !one.isRead) ? 'Unread' : undefined,
    thread.length > 1 ? `Conversation with ${thread.length} messages` : undefined,
    `${isOutgoingFolder(folder) ? 'To ' : ''}${who}`,
    subjectOf(message),
    when === undefined ? undefined : longTime(when),
    message.importance === 'high' ? 'High importance' : undefined,
    thread.some((one) => one.hasAttachments) ? 'Has attachments' : undefined,
    thread.some((one) => one.flagged) ? 'Flagged' : undefined,
    message.preview.trim() === '' ? undefined : message.preview,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
