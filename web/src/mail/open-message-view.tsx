import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { t } from '../texts/t.js';
import { AttachmentList } from './attachments/attachment-list.js';
import { Failed } from '../mailbox/failed.js';
import { pictureSenders } from './body/body-preferences.js';
import { MessageBody, senderOf } from './body/message-body.js';
import { MessageHeader } from './message-header.js';
import { openedMessageQuery } from '../mailbox/conversation-query.js';
import { messageDetailQuery } from '../mailbox/messages-query.js';
import { displayName } from '../mailbox/people.js';
import { noteOpened } from '../platform/offline/offline-copy.js';
import { lazyPart } from '../ui/lazy-part.js';
import { useUser } from '../platform/session.js';
import { hasReceiptLine, ReceiptLine } from './receipt-line.js';
import { useMarkedAsRead } from './use-marked-as-read.js';

const InvitationCard = lazyPart(() =>
  import('./invitation/invitation-card.js').then((module) => module.InvitationCard),
);

const Unsubscribe = lazyPart(() => import('./unsubscribe.js').then((module) => module.Unsubscribe));

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  skeleton: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  who: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
  },
  lines: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

interface OpenMessageProps {
  readonly messageId: string;
  readonly conversationId: string | undefined;
  readonly folder: string;
  readonly action?: ReactNode;
}

/** One message with its header, attachments and body. */
export function OpenMessage({ messageId, conversationId, folder, action }: OpenMessageProps): ReactElement {
  const styles = useStyles();
  const [wantsImages, setWantsImages] = useState(false);
  const queries = useQueryClient();
  const plain = queries.getQueryData(messageDetailQuery(messageId, false).queryKey);
  const sender = plain === undefined ? undefined : senderOf(plain);
  const { id: userId, username } = useUser();
  const isKnownSender = pictureSenders.use(userId).includes(sender ?? '');
  const showsImages = wantsImages || (isKnownSender && plain?.remoteContentBlocked === true);
  const detail = useQuery({
    ...(showsImages ? messageDetailQuery(messageId, true) : openedMessageQuery(messageId, conversationId)),
    placeholderData: () => (showsImages ? plain : undefined),
  });
  const message = detail.data;
  useMarkedAsRead(message, folder);
  useEffect(() => noteOpened(messageId), [messageId]);
  if (message === undefined) {
    return detail.isError ? <Failed error={detail.error} onRetry={() => void detail.refetch()} /> : <MessageSkeleton />;
  }
  return (
    <article
      className={styles.root}
      aria-label={message.from === null ? t('Message') : t('Message from {name}', { name: displayName(message.from) })}
    >
      <MessageHeader message={message} action={action} />
      {message.invitation === null ? null : <InvitationCard messageId={message.id} invitation={message.invitation} />}
      {message.unsubscribe === null ? null : <Unsubscribe key={message.id} message={message} />}
      {hasReceiptLine(message, username) ? <ReceiptLine message={message} folder={folder} /> : null}
      <AttachmentList messageId={message.id} attachments={message.attachments} />
      <MessageBody
        message={message}
        allowRemoteImages={showsImages && !detail.isPlaceholderData}
        onAllowRemoteImages={() => {
          setWantsImages(true);
        }}
      />
    </article>
  );
}

function MessageSkeleton(): ReactElement {
  const styles = useStyles();
  return (
    <Skeleton className={styles.skeleton} aria-label={t('Loading message')}>
      <div className={styles.who}>
        <SkeletonItem shape="circle" size={40} />
        <div className={styles.lines}>
          <SkeletonItem size={12} style={{ width: '42%' }} />
          <SkeletonItem size={8} style={{ width: '24%' }} />
        </div>
      </div>
      {[94, 88, 91, 60, 84, 40].map((width) => (
        <SkeletonItem key={width} size={12} style={{ width: `${width}%` }} />
      ))}
    </Skeleton>
  );
}
