import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import type { Message } from '../client/index.js';
import { displayName } from '../mailbox/people.js';
import { mailtoParts, unsubscribeMethod, type UnsubscribeMethod } from '../mailbox/unsubscribe-method.js';
import { rememberUnsubscribed, unsubscribedMessages } from '../mailbox/unsubscribed.js';
import { notify } from '../platform/notify.js';
import { transport } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { QuestionDialog } from '../ui/question-dialog.js';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  text: { color: tokens.colorNeutralForeground2 },
});

/** Shows that a message is from a mailing list, and how to unsubscribe: every way asks first. */
export function Unsubscribe({ message }: { readonly message: Message }): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const [isAsking, setAsking] = useState(false);
  const isDone = unsubscribedMessages.use(user.id).includes(message.id);
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const method = unsubscribeMethod(message.unsubscribe, hasFailed);
  if (method === undefined) {
    return null;
  }
  const sender = message.from === null ? undefined : displayName(message.from);
  const close = (): void => {
    setAsking(false);
  };
  const go = async (): Promise<void> => {
    if (method.kind === 'mail') {
      close();
      const { startDraft } = await import('../drafts/start-draft.js');
      startDraft(user.id, mailtoParts(method.mailto));
      return;
    }
    setBusy(true);
    const isLeft = await unsubscribeFrom(message.id);
    setBusy(false);
    if (!isLeft) {
      setFailed(true);
      return;
    }
    close();
    rememberUnsubscribed(user.id, message.id);
    notify({
      title:
        sender === undefined ? t('You unsubscribed from this list') : t('You unsubscribed from {sender}', { sender }),
      body: t('A few more messages may still arrive.'),
    });
  };
  const onGo = (): void => {
    go().catch((error: unknown) => {
      setBusy(false);
      close();
      notify({ title: t('You’re not unsubscribed.'), body: problemText(error).text, intent: 'error' });
    });
  };
  return (
    <div className={styles.line} data-printed="no">
      <Text size={200} className={styles.text}>
        {isDone ? t('You unsubscribed from this mailing list.') : t('This message is from a mailing list.')}
      </Text>
      {isDone ? null : (
        <Button
          size="small"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t('Unsubscribe')}
        </Button>
      )}
      {isAsking ? (
        <QuestionDialog
          title={sender === undefined ? t('Unsubscribe from this list?') : t('Unsubscribe from {sender}?', { sender })}
          onCancel={close}
          answers={
            <>
              <Button onClick={close}>{t('Cancel')}</Button>
              {method.kind === 'link' ? (
                <Button
                  as="a"
                  appearance="primary"
                  href={method.url}
                  target="_blank"
                  rel="noopener noreferrer"
                  onClick={close}
                >
                  {t('Open website')}
                </Button>
              ) : (
                <Button appearance="primary" disabled={isBusy} onClick={onGo}>
                  {method.kind === 'mail' ? t('Write the message') : t('Unsubscribe')}
                </Button>
              )}
            </>
          }
        >
          {hasFailed ? `${refusalText(sender)} ` : ''}
          {explanation(method)}
        </QuestionDialog>
      ) : null}
    </div>
  );
}

function refusalText(sender: string | undefined): string {
  return sender === undefined
    ? t('This list didn’t accept the request.')
    : t('{sender} didn’t accept the request.', { sender });
}

function explanation(method: UnsubscribeMethod): string {
  switch (method.kind) {
    case 'one-click':
      return t('We’ll ask {host} to take you off the list.', { host: new URL(method.url).host });
    case 'mail': {
      const address = mailtoParts(method.mailto).to[0]?.address;
      return address === undefined
        ? t('The list unsubscribes you by email. We’ll prepare the message, and you send it.')
        : t('The list unsubscribes you by an email to {address}. We’ll prepare it, and you send it.', { address });
    }
    case 'link':
      return t('You can unsubscribe on the website {host}. It opens in a new tab.', { host: new URL(method.url).host });
  }
}

/** Whether the list has accepted the request, which the service sends, not this browser. */
async function unsubscribeFrom(messageId: string): Promise<boolean> {
  const params = { path: { id: messageId } };
  const { outcome } = await transport.call((init) =>
    transport.api.POST('/api/mail/messages/{id}/unsubscribe', { ...init, params }),
  );
  return outcome === 'sent';
}
