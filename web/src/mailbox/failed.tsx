import { Button } from '@fluentui/react-components';
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import type { ReactElement } from 'react';
import { interactionHref, isInteraction, type Problem, problemOf } from '../client/index.js';
import { currentLocation, navigateTo, navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { pendingInteraction } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { StateView } from '../ui/state-view.js';
import { t } from '../texts/t.js';

interface FailedProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** A list or a message that could not be loaded: the advice is shown in its place. */
export function Failed({ error, onRetry }: FailedProps): ReactElement {
  const problem = problemOf(error);
  if (problem?.code === 'consent_required') {
    const go = (): void => {
      navigateTo(interactionHref(problem.interactionUrl, currentLocation()));
    };
    return (
      <StateView
        art={<LockClosedRegular fontSize={56} />}
        title={t('Connect your mailbox')}
        text={t(
          'To show your mail, this app needs your permission: “Read your mail”. Microsoft will ask you, and you come back here.',
        )}
        action={
          <Button appearance="primary" onClick={go}>
            {t('Continue')}
          </Button>
        }
      />
    );
  }
  const { title, text } = problemText(error);
  if (problem !== undefined && isInteraction(problem)) {
    const ask = (): void => {
      pendingInteraction.set({ problem, returnTo: currentLocation() });
    };
    return (
      <StateView
        role="alert"
        art={<LockClosedRegular fontSize={56} />}
        title={title}
        text={text}
        action={
          <Button appearance="primary" onClick={ask}>
            {t('Continue')}
          </Button>
        }
      />
    );
  }
  return (
    <StateView
      role="alert"
      art={<CloudOffRegular fontSize={56} />}
      title={title}
      text={text}
      action={
        <>
          {isNowhere(problem) ? (
            <Button
              appearance="primary"
              onClick={() => {
                navigate(listHref(INBOX));
              }}
            >
              {t('Go to Inbox')}
            </Button>
          ) : null}
          <Button onClick={onRetry}>{t('Try again')}</Button>
        </>
      }
    />
  );
}

/** A folder or a message that does not exist, or an invalid address: another attempt will not help. */
function isNowhere(problem: Problem | undefined): boolean {
  return problem?.code === 'not_found' || problem?.code === 'invalid_request';
}
