import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowForwardRegular } from '@fluentui/react-icons/svg/arrow-forward';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { ArrowReplyAllRegular } from '@fluentui/react-icons/svg/arrow-reply-all';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef } from 'react';
import type { MessageSummary } from '../client/index.js';
import type { ListView } from '../platform/routes.js';
import { t } from '../texts/t.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { conversationIdOf, openedMessageQuery, useConversation } from '../mailbox/conversation-query.js';
import { newestOf } from '../mailbox/conversation.js';
import { lazyPart } from '../ui/lazy-part.js';
import type { Answer } from '../platform/keys/key-decision.js';
import type { MailCommands } from './mail-commands.js';
import { MarkPermissionNotice } from './mark-permission-notice.js';
import { MessageToolbar } from './message-toolbar.js';
import { subjectOf } from '../mailbox/people.js';

const ConversationView = lazyPart(loadConversationView);
// Loaded in parallel with the first rows and before a message is opened.
loadConversationView().catch(() => undefined);

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0 },
  // Visually hidden elements scroll with it, and don't make the page longer.
  scroller: { position: 'relative', flexGrow: 1, minHeight: 0, overflowY: 'auto' },
  content: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: '20px 24px 32px',
    '@media (max-width: 759px)': { padding: '16px' },
  },
  subject: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
    ':focus': { outlineStyle: 'none' },
  },
  longSubject: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  foot: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** A longer subject would push the message off a small screen. */
const longFrom = 120;

interface ReadingPaneProps {
  readonly list: ListView;
  readonly messageId: string;
  /** The message's summary in the list, shown while the rest is loading. */
  readonly summary: MessageSummary | undefined;
  /** The loaded messages of its conversation. */
  readonly thread: readonly MessageSummary[];
  /** The message is shown with its conversation, and actions are for all of it. */
  readonly isGrouped: boolean;
  readonly commands: MailCommands;
  readonly focusHeading: boolean;
  readonly isAlone: boolean;
  readonly onBack?: (() => void) | undefined;
}

export function ReadingPane(props: ReadingPaneProps): ReactElement {
  const { list, messageId, summary, thread, isGrouped, commands, focusHeading, isAlone, onBack } = props;
  const styles = useStyles();
  const conversationId = conversationIdOf(summary, isGrouped);
  const detail = useQuery(openedMessageQuery(messageId, conversationId));
  const known = summary ?? detail.data;
  const conversation = useConversation(known, list.folder, thread, isGrouped);
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(known === undefined ? t('Message') : subjectOf(known));

  useEffect(() => {
    if (focusHeading) {
      heading.current?.focus();
    }
  }, [focusHeading, messageId]);

  const Heading = isAlone ? 'h1' : 'h2';
  const newest = newestOf(conversation);
  const subject = known === undefined ? (detail.isError ? t('Message') : t('Loading…')) : subjectOf(known);
  return (
    <div className={styles.root}>
      {known === undefined ? null : (
        <MessageToolbar
          message={known}
          subject={{ thread: thread.length === 0 ? [known] : thread, isConversation: isGrouped }}
          folder={list.folder}
          commands={commands}
          onBack={onBack}
        />
      )}
      <MarkPermissionNotice folder={list.folder} />
      <div className={styles.scroller} tabIndex={-1}>
        <div className={styles.content} data-printed="yes" aria-busy={detail.isPending}>
          <Heading
            ref={heading}
            tabIndex={-1}
            className={mergeClasses(styles.subject, subject.length > longFrom && styles.longSubject)}
            dir="auto"
          >
            {subject}
          </Heading>
          <ConversationView
            list={list}
            messages={conversation}
            openId={messageId}
            conversationId={conversationId}
            commands={commands}
          />
          {detail.data?.isDraft === true ? <EditDraft draft={detail.data} commands={commands} /> : null}
          {newest === undefined || detail.data === undefined ? null : <Foot message={newest} commands={commands} />}
        </div>
      </div>
    </div>
  );
}

async function loadConversationView(): Promise<typeof import('./conversation-view.js').ConversationView> {
  return (await import('./conversation-view.js')).ConversationView;
}

const ANSWERS: readonly { kind: Answer; name: string; icon: ReactElement }[] = [
  { kind: 'reply', name: t('Reply'), icon: <ArrowReplyRegular /> },
  { kind: 'reply-all', name: t('Reply all'), icon: <ArrowReplyAllRegular /> },
  { kind: 'forward', name: t('Forward'), icon: <ArrowForwardRegular /> },
];

function EditDraft({
  draft,
  commands,
}: {
  readonly draft: MessageSummary;
  readonly commands: MailCommands;
}): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.foot} data-printed="no">
      <Button
        appearance="primary"
        icon={<EditRegular />}
        onClick={() => {
          commands.edit(draft);
        }}
      >
        {t('Continue writing')}
      </Button>
    </div>
  );
}

/** At the end of the conversation, a reply is to the newest message. */
function Foot({
  message,
  commands,
}: {
  readonly message: MessageSummary;
  readonly commands: MailCommands;
}): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.foot} data-printed="no" role="group" aria-label={t('Answer the conversation')}>
      {ANSWERS.map(({ kind, name, icon }) => (
        <Button
          key={kind}
          icon={icon}
          onClick={() => {
            commands.reply(kind, message.id);
          }}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}
