import { Button, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useMemo } from 'react';
import type { Message } from '../client/index.js';
import { MailFrame } from './mail-frame.js';
import { prepareMail } from './mail-html.js';
import { subjectOf } from '../mailbox/people.js';
import { TextBody } from './text-body.js';
import { useBodyColours } from './use-body-colours.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
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
  if (mail === undefined) return <TextBody text={content} />;
  return (
    <div className={styles.root}>
      {message.remoteContentBlocked && !allowRemoteImages ? (
        <MessageBar intent="info" data-testid="remote-images-blocked">
          <MessageBarBody>
            Remote images are blocked, because they tell the sender that you opened this message.
          </MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={onAllowRemoteImages}>
              Show images
            </Button>
          </MessageBarActions>
        </MessageBar>
      ) : null}
      <MailFrame
        mail={mail}
        title={`Message: ${subjectOf(message)}`}
        allowRemoteImages={allowRemoteImages}
        colours={colours}
      />
    </div>
  );
}
