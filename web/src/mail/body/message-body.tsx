import { makeStyles, Switch, tokens } from '@fluentui/react-components';
import { type ReactElement, useMemo } from 'react';
import type { Message } from '../../client/index.js';
import { subjectOf } from '../../mailbox/people.js';
import { useUser } from '../../platform/session.js';
import { t } from '../../texts/t.js';
import { darkenedMessages, pictureSenders, remember } from './body-preferences.js';
import { MailFrame } from './mail-frame.js';
import { prepareMail } from './prepared-mail.js';
import { RemotePicturesBar } from './remote-pictures-bar.js';
import { hasFailedAuthentication, SenderWarnings } from './sender-warnings.js';
import { TextBody } from './text-body.js';
import { useBodyColours } from './use-body-colours.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  dark: { alignSelf: 'flex-end', '@media print': { display: 'none' } },
});

interface MessageBodyProps {
  readonly message: Message;
  readonly allowRemoteImages: boolean;
  readonly onAllowRemoteImages: () => void;
}

export function MessageBody({ message, allowRemoteImages, onAllowRemoteImages }: MessageBodyProps): ReactElement {
  const styles = useStyles();
  const colours = useBodyColours();
  const { contentType, content } = message.body;
  const mail = useMemo(() => (contentType === 'html' ? prepareMail(content) : undefined), [contentType, content]);
  const { id: userId } = useUser();
  const wantsDark = darkenedMessages.use(userId).includes(message.id);
  const sender = senderOf(message);
  const mayBeDark = mail?.hasOwnColours === true && colours.scheme === 'dark';
  return (
    <div className={styles.root}>
      <SenderWarnings message={message} />
      {message.remoteContentBlocked && !allowRemoteImages ? (
        <RemotePicturesBar
          onShow={onAllowRemoteImages}
          onAlwaysShow={
            sender === undefined
              ? undefined
              : () => {
                  remember(pictureSenders, userId, sender, true);
                  onAllowRemoteImages();
                }
          }
        />
      ) : null}
      {mayBeDark ? (
        <Switch
          className={styles.dark}
          label={t('Dark message')}
          checked={wantsDark}
          onChange={(_event, { checked }) => {
            remember(darkenedMessages, userId, message.id, checked);
          }}
        />
      ) : null}
      {mail === undefined ? (
        <TextBody text={content} />
      ) : (
        <MailFrame
          mail={mail}
          title={t('Message: {subject}', { subject: subjectOf(message) })}
          colours={colours}
          isDarkened={mayBeDark && wantsDark}
        />
      )}
    </div>
  );
}

/** The sender, if their identity is confirmed: loading pictures reveals to the sender that the message was opened. */
export function senderOf(message: Message): string | undefined {
  return message.from === null || message.from.address === '' || hasFailedAuthentication(message)
    ? undefined
    : message.from.address.toLowerCase();
}
