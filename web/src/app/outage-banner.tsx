import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { problemText } from '../ui/problem-text.js';
import { ProblemError } from '../client/index.js';
import { outage } from '../platform/services.js';
import { useStore } from '../platform/store.js';
import { SignInAgain } from './sign-in-again.js';
import { retryNow, useRetryCountdown } from './use-retry-countdown.js';
import { t } from '../texts/t.js';

/** Says that the service is away and when it is tried again; what is loaded stays on the page. */
export function OutageBanner(): ReactElement | null {
  const current = useStore(outage);
  const seconds = useRetryCountdown();
  if (current === undefined) return null;
  const { title } = problemText(new ProblemError(current.problem));
  return (
    <MessageBar intent="warning" data-testid="outage">
      <MessageBarBody>
        <MessageBarTitle>{t('{title}.', { title })}</MessageBarTitle>{' '}
        <span aria-hidden="true">
          {seconds > 0 ? t('Trying again in {seconds} s.', { seconds }) : t('Trying again now.')}
        </span>
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={retryNow}>
          {t('Try now')}
        </Button>
        <SignInAgain problem={current.problem} />
      </MessageBarActions>
    </MessageBar>
  );
}
