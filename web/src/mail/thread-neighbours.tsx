import { Avatar, Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { MessageSummary } from '../client/index.js';
import { isPlainClick, navigate } from '../platform/router.js';
import { type ListView, messageHref } from '../platform/routes.js';
import { shortTime } from '../ui/dates.js';
import { correspondent } from './people.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
  },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: '8px 12px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  who: { flexShrink: 0, maxWidth: '40%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  preview: { flexGrow: 1, minWidth: 0, color: tokens.colorNeutralForeground2 },
  time: { flexShrink: 0, color: tokens.colorNeutralForeground2 },
});

interface ThreadNeighboursProps {
  readonly list: ListView;
  /** Newest first, with the open one. */
  readonly thread: readonly MessageSummary[];
  readonly openId: string;
  readonly side: 'newer' | 'older';
}

/** The other messages of the conversation, folded to a line each. */
export function ThreadNeighbours({ list, thread, openId, side }: ThreadNeighboursProps): ReactElement | null {
  const styles = useStyles();
  const at = thread.findIndex((message) => message.id === openId);
  const shown = at === -1 ? [] : side === 'newer' ? thread.slice(0, at) : thread.slice(at + 1);
  if (shown.length === 0) return null;
  return (
    <ul
      className={styles.list}
      aria-label={side === 'newer' ? 'Newer messages of this conversation' : 'Older messages of this conversation'}
    >
      {shown.map((message) => {
        const href = messageHref(list, message.id);
        const who = correspondent(message, list.folder);
        return (
          <li key={message.id}>
            <a
              className={styles.link}
              href={href}
              onClick={(event) => {
                if (!isPlainClick(event)) return;
                event.preventDefault();
                navigate(href, { replace: true });
              }}
            >
              <Avatar size={24} name={who} color="colorful" aria-hidden />
              <Text className={styles.who} weight={message.isRead ? 'regular' : 'semibold'} dir="auto">
                {who}
              </Text>
              <Text size={200} truncate wrap={false} className={styles.preview} dir="auto">
                {message.preview}
              </Text>
              {message.receivedAt === null ? null : (
                <Text size={200} className={styles.time}>
                  {shortTime(new Date(message.receivedAt), new Date())}
                </Text>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
