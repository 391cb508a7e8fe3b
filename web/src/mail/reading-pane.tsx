import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { MessageSummary } from '../client/index.js';
import { isGranted } from '../platform/permissions.js';
import type { ListView } from '../platform/routes.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { AttachmentList } from './attachment-list.js';
import { Failed } from './list-states.js';
import { markReadQuietly } from './mail-actions.js';
import type { MailCommands } from './mail-commands.js';
import { MessageBody } from './message-body.js';
import { MessageHeader } from './message-header.js';
import { MessageToolbar } from './message-toolbar.js';
import { messageDetailQuery } from './messages-query.js';
import { subjectOf } from './people.js';
import { ThreadNeighbours } from './thread-neighbours.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0 },
  scroller: { flexGrow: 1, minHeight: 0, overflowY: 'auto' },
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
  skeleton: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

/** Long enough to tell reading from passing by. */
const READ_AFTER_MS = 700;

interface ReadingPaneProps {
  readonly list: ListView;
  readonly messageId: string;
  /** What the list knows of it: shown while the rest is loading. */
  readonly summary: MessageSummary | undefined;
  readonly thread: readonly MessageSummary[];
  readonly commands: MailCommands;
  readonly focusHeading: boolean;
  readonly isAlone: boolean;
  readonly onBack?: (() => void) | undefined;
}

export function ReadingPane(props: ReadingPaneProps): ReactElement {
  const { list, messageId, summary, thread, commands, focusHeading, isAlone, onBack } = props;
  const styles = useStyles();
  const [showsImages, setShowsImages] = useState(false);
  const queries = useQueryClient();
  const plain = queries.getQueryData(messageDetailQuery(messageId, false).queryKey);
  const detail = useQuery({
    ...messageDetailQuery(messageId, showsImages),
    placeholderData: () => (showsImages ? plain : undefined),
  });
  const message = detail.data;
  const known = message ?? summary;
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(known === undefined ? 'Message' : subjectOf(known));
  useMarkedAsRead(message, list.folder);

  useEffect(() => {
    if (focusHeading) heading.current?.focus();
  }, [focusHeading, messageId]);

  const Heading = isAlone ? 'h1' : 'h2';
  return (
    <div className={styles.root}>
      {known === undefined ? null : (
        <MessageToolbar message={known} folder={list.folder} commands={commands} onBack={onBack} />
      )}
      <div className={styles.scroller} tabIndex={-1}>
        <article className={styles.content} aria-labelledby="message-subject" aria-busy={message === undefined}>
          <Heading id="message-subject" ref={heading} tabIndex={-1} className={styles.subject} dir="auto">
            {known === undefined ? (detail.isError ? 'Message' : 'Loading…') : subjectOf(known)}
          </Heading>
          <ThreadNeighbours list={list} thread={thread} openId={messageId} side="newer" />
          {message === undefined ? (
            detail.isError ? (
              <Failed error={detail.error} onRetry={() => void detail.refetch()} />
            ) : (
              <MessageSkeleton />
            )
          ) : (
            <>
              <MessageHeader message={message} />
              <AttachmentList messageId={message.id} attachments={message.attachments} />
              <MessageBody
                message={message}
                allowRemoteImages={showsImages && !detail.isPlaceholderData}
                onAllowRemoteImages={() => {
                  setShowsImages(true);
                }}
              />
            </>
          )}
          <ThreadNeighbours list={list} thread={thread} openId={messageId} side="older" />
        </article>
      </div>
    </div>
  );
}

/** Only where the user has let this app change his mail: reading must never lead to a question. */
function useMarkedAsRead(message: MessageSummary | undefined, folder: string): void {
  const id = message?.id;
  const isUnread = message !== undefined && !message.isRead;
  const latest = useRef(message);
  useEffect(() => {
    latest.current = message;
  });
  useEffect(() => {
    if (id === undefined || !isUnread) return undefined;
    const timer = setTimeout(() => {
      if (latest.current !== undefined && isGranted('mail.write')) void markReadQuietly(latest.current, folder);
    }, READ_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
    // Marking it unread again while it is open must stay: only opening marks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, folder]);
}

function MessageSkeleton(): ReactElement {
  const styles = useStyles();
  return (
    <Skeleton className={styles.skeleton} aria-label="Loading message">
      <SkeletonItem shape="circle" size={40} />
      {[94, 88, 91, 60, 84, 40].map((width) => (
        <SkeletonItem key={width} size={12} style={{ width: `${width}%` }} />
      ))}
    </Skeleton>
  );
}
