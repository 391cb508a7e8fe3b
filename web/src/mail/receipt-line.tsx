import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Message } from '../client/index.js';
import { requestAction } from '../mailbox/actions/mail-actions.js';
import { usePermission } from '../platform/permissions.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  text: { color: tokens.colorNeutralForeground2 },
});

/** Shows receipts: those that the user has requested, or that the sender has requested from the user. */
export function ReceiptLine({ message, folder }: { readonly message: Message; readonly folder: string }): ReactElement {
  const styles = useStyles();
  const user = useUser();
  const permission = usePermission('mail.write');
  const isOwn = isFrom(message, user.username);
  // Without the permission to mark the message, the user can't send a receipt either. The app doesn't prompt for it here.
  const mayMark = !isOwn && !message.isRead && permission === 'granted';
  return (
    <div className={styles.line} data-printed="no" data-testid="receipt">
      <Text size={200} className={styles.text}>
        {isOwn ? ownText(message) : askedText(message)}
      </Text>
      {mayMark ? (
        <Button
          size="small"
          onClick={() => {
            const action = { kind: 'mark-read' } as const;
            requestAction({ userId: user.id, action, from: folder, messages: [message], origin: 'user' });
          }}
        >
          {t('Mark as read')}
        </Button>
      ) : null}
    </div>
  );
}

/** For messages of others, only read receipts: the reader can't decide about a delivery receipt, which the servers send. */
export function hasReceiptLine(message: Message, username: string): boolean {
  const { isDraft, isReadReceiptRequested, isDeliveryReceiptRequested } = message;
  if (isDraft) {
    return false;
  }
  return isReadReceiptRequested || (isDeliveryReceiptRequested && isFrom(message, username));
}

function isFrom({ from }: Message, username: string): boolean {
  return from?.address.toLowerCase() === username.toLowerCase();
}

function ownText({ isReadReceiptRequested, isDeliveryReceiptRequested }: Message): string {
  if (!isReadReceiptRequested) {
    return t('You asked for a delivery receipt.');
  }
  return isDeliveryReceiptRequested
    ? t('You asked for a delivery receipt and a read receipt.')
    : t('You asked for a read receipt.');
}

function askedText({ isRead }: Message): string {
  return isRead
    ? t('The sender asked for a read receipt.')
    : t('The sender asked for a read receipt. Your mailbox may send one when the message is marked as read.');
}
