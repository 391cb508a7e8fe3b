import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownUpRegular } from '@fluentui/react-icons/svg/chevron-down-up';
import { ChevronUpDownRegular } from '@fluentui/react-icons/svg/chevron-up-down';
import { type ReactElement, useState } from 'react';
import type { MessageSummary } from '../client/index.js';
import type { ListView } from '../platform/routes.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { ConversationLine } from './conversation-line.js';
import { conversationRows, toggled, UNTOUCHED, withUnread } from '../mailbox/conversation.js';
import type { MailCommands } from './mail-commands.js';
import { MessageBoundary } from './message-boundary.js';
import { OpenMessage } from './open-message-view.js';
import { subjectOf } from '../mailbox/people.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  open: {
    padding: '16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    '@media (max-width: 759px)': { padding: '12px' },
  },
  more: { alignSelf: 'flex-start' },
});

interface ConversationViewProps {
  readonly list: ListView;
  /** The oldest first. */
  readonly messages: readonly MessageSummary[];
  readonly openId: string;
  /** The id for loading its messages together. */
  readonly conversationId: string | undefined;
  readonly commands: MailCommands;
}

/** A complete conversation over all folders: the relevant messages are expanded, the others are a line each. */
export function ConversationView(props: ConversationViewProps): ReactElement {
  const { list, messages, openId, conversationId, commands } = props;
  const styles = useStyles();
  const [stored, setFolding] = useState(UNTOUCHED);
  const folding = withUnread(stored, messages);
  if (folding !== stored) {
    setFolding(folding);
  }
  const save = (message: MessageSummary) => (): void => {
    commands.saveSource(message);
  };
  if (messages.length < 2) {
    const [message] = messages;
    return (
      <MessageBoundary key={openId} onSave={message && save(message)}>
        <OpenMessage messageId={openId} conversationId={conversationId} folder={list.folder} />
      </MessageBoundary>
    );
  }
  return (
    <ol className={styles.list} aria-label={t('Conversation')}>
      {conversationRows(messages, openId, folding).map((row) => {
        if (row.kind === 'more') {
          return (
            <li key="more">
              <Button
                className={styles.more}
                size="small"
                appearance="subtle"
                icon={<ChevronUpDownRegular />}
                onClick={() => {
                  setFolding({ ...folding, showsAll: true });
                }}
              >
                {tPlural('{count, plural, one {# more message} other {# more messages}}', { count: row.count })}
              </Button>
            </li>
          );
        }
        const { message, isOpen } = row;
        const toggle = (): void => {
          setFolding(toggled(folding, message.id, isOpen));
        };
        return (
          <li key={message.id} className={isOpen ? styles.open : undefined}>
            {isOpen ? (
              <MessageBoundary onSave={save(message)}>
                <OpenMessage
                  messageId={message.id}
                  conversationId={conversationId}
                  folder={list.folder}
                  action={
                    <Button
                      size="small"
                      appearance="subtle"
                      icon={<ChevronDownUpRegular />}
                      aria-expanded
                      aria-label={t('Collapse message: {subject}', { subject: subjectOf(message) })}
                      onClick={toggle}
                    />
                  }
                />
              </MessageBoundary>
            ) : (
              <ConversationLine message={message} onOpen={toggle} onEdit={commands.edit} />
            )}
          </li>
        );
      })}
    </ol>
  );
}
