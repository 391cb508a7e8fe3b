import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Message } from '../../client/index.js';
import { t } from '../../texts/t.js';

/** The mail servers' findings about the sender, if any. */
interface SenderFacts {
  readonly authentication?: string | null;
  readonly isExternal?: boolean | null;
}

export function hasFailedAuthentication(message: Message): boolean {
  return factsOf(message).authentication === 'fail';
}

export function SenderWarnings({ message }: { readonly message: Message }): ReactElement | null {
  if (hasFailedAuthentication(message)) {
    return (
      <MessageBar intent="error" layout="multiline" data-testid="authentication-failed">
        <MessageBarBody>
          <MessageBarTitle>{t('We couldn’t confirm the sender.')}</MessageBarTitle>
          {t(
            'This message failed its sender domain’s checks. Don’t follow its links or open its attachments unless you expected it.',
          )}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return factsOf(message).isExternal === true ? (
    <MessageBar intent="warning" data-testid="external-sender">
      <MessageBarBody>{t('This message came from outside your organisation.')}</MessageBarBody>
    </MessageBar>
  ) : null;
}

function factsOf(message: Message): SenderFacts {
  return message;
}
