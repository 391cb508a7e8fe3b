import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import type { ReactElement } from 'react';
import type { MessageSummary } from '../client/index.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { shortTime } from '../ui/dates.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { displayName } from '../mailbox/people.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';

const useStyles = makeStyles({
  line: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    width: '100%',
    minHeight: '44px',
    padding: '6px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    boxSizing: 'border-box',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 759px)': { padding: '6px 12px' },
  },
  who: { flexShrink: 0, maxWidth: '40%' },
  preview: { flexGrow: 1, flexBasis: 0, minWidth: 0, color: tokens.colorNeutralForeground2 },
  draft: { color: tokens.colorPaletteRedForeground2, flexShrink: 0 },
  time: { flexShrink: 0, color: tokens.colorNeutralForeground2 },
  icon: { flexShrink: 0, lineHeight: 0, color: tokens.colorNeutralForeground2 },
});

interface ConversationLineProps {
  readonly message: MessageSummary;
  readonly onOpen: () => void;
  readonly onEdit: (message: MessageSummary) => void;
}

/** A message of the conversation, collapsed to a line. A draft opens in the composer, all others expand. */
export function ConversationLine({ message, onOpen, onEdit }: ConversationLineProps): ReactElement {
  const styles = useStyles();
  const user = useUser();
  const isMine = message.from?.address.toLowerCase() === user.username.toLowerCase();
  const who =
    message.from === null ? t('Unknown sender') : isMine ? t('You', { context: 'sender' }) : displayName(message.from);
  return (
    <button
      type="button"
      className={styles.line}
      data-printed="no"
      aria-expanded={message.isDraft ? undefined : false}
      onClick={() => {
        if (message.isDraft) {
          onEdit(message);
        } else {
          onOpen();
        }
      }}
    >
      <PersonAvatar
        size={24}
        name={message.from === null ? who : displayName(message.from)}
        address={message.from?.address}
      />
      {message.isDraft ? (
        <Text weight="semibold" className={styles.draft}>
          {t('Draft')}
        </Text>
      ) : (
        <Text className={styles.who} truncate wrap={false} weight={message.isRead ? 'regular' : 'semibold'} dir="auto">
          {who}
        </Text>
      )}
      <Text size={200} truncate wrap={false} className={styles.preview} dir="auto">
        {message.preview}
      </Text>
      {message.hasAttachments ? (
        <span className={styles.icon}>
          <AttachRegular />
          <VisuallyHidden>{t('Has attachments.')}</VisuallyHidden>
        </span>
      ) : null}
      {message.receivedAt === null ? null : (
        <Text size={200} className={styles.time}>
          {shortTime(new Date(message.receivedAt), new Date())}
        </Text>
      )}
    </button>
  );
}
