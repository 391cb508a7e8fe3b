import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { problemText } from '../ui/problem-text.js';
import { ProblemError } from '../client/index.js';
import { listTimes } from '../platform/offline/offline-copy.js';
import { outage } from '../platform/services.js';
import { useRoute } from '../platform/router.js';
import { listKey } from '../platform/routes.js';
import { useStore } from '../platform/store.js';
import { shortTime } from '../ui/dates.js';
import { SignInAgain } from './sign-in-again.js';
import { retryNow, useRetryCountdown } from './use-retry-countdown.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  // As many lines as it takes, with the button beside them: a button below would take one more line of a small screen.
  body: { whiteSpace: 'normal', minWidth: 0, padding: '4px 0' },
});

/** States that the service is unavailable and when the next attempt is. The content of the page stays. */
export function OutageBanner(): ReactElement | null {
  const styles = useStyles();
  const current = useStore(outage);
  const seconds = useRetryCountdown();
  const listTime = useListTime();
  if (current === undefined) {
    return null;
  }
  const isUnreachable = current.problem.code === 'network_unreachable';
  const asOf = isUnreachable && listTime !== undefined ? shortTime(new Date(listTime), new Date()) : undefined;
  const { title } = problemText(new ProblemError(current.problem));
  return (
    <MessageBar intent="warning" layout="singleline" data-testid="outage">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{t('{title}.', { title })}</MessageBarTitle>{' '}
        {asOf === undefined ? null : `${t('You’re seeing the list as it was at {time}.', { time: asOf })} `}
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

/** The time of the service's last response for the list on the page (epoch, ms). */
function useListTime(): number | undefined {
  const route = useRoute();
  const times = useStore(listTimes);
  return route.name === 'mail' ? times.get(listKey(route.list)) : undefined;
}
