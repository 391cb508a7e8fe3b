import { Button, Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { MailCheckmarkRegular } from '@fluentui/react-icons/svg/mail-checkmark';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import type { ReactElement } from 'react';
import { interactionHref, isInteraction, type Problem, problemOf } from '../client/index.js';
import { currentLocation, leaveFor, navigate } from '../platform/router.js';
import { INBOX, listHref, type ListView } from '../platform/routes.js';
import { pendingInteraction } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { StateView } from '../ui/state-view.js';
import { ROW_HEIGHT } from './message-row.styles.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    alignItems: 'center',
    height: `${ROW_HEIGHT}px`,
    padding: '0 14px',
  },
  lines: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function ListSkeleton(): ReactElement {
  const styles = useStyles();
  return (
    <Skeleton aria-label="Loading messages">
      {[60, 45, 70, 52, 64, 48, 58].map((width) => (
        <div key={width} className={styles.row}>
          <SkeletonItem shape="circle" size={32} />
          <div className={styles.lines}>
            <SkeletonItem size={12} style={{ width: `${width}%` }} />
            <SkeletonItem size={8} style={{ width: `${width + 20}%` }} />
            <SkeletonItem size={8} style={{ width: `${width + 28}%` }} />
          </div>
        </div>
      ))}
    </Skeleton>
  );
}

export function EmptyList({ list, name }: { readonly list: ListView; readonly name: string }): ReactElement {
  if (list.search !== '') {
    return (
      <StateView
        role="status"
        art={<SearchRegular fontSize={56} />}
        title="Nothing found"
        text={`No message in ${name} matches “${list.search}”. Try fewer or other words.`}
      />
    );
  }
  if (list.unreadOnly) {
    const showAll = (): void => {
      navigate(listHref({ ...list, unreadOnly: false }));
    };
    return (
      <StateView
        role="status"
        art={<MailCheckmarkRegular fontSize={56} />}
        title="All read"
        text={`There is nothing unread in ${name}.`}
        action={<Button onClick={showAll}>Show all messages</Button>}
      />
    );
  }
  return (
    <StateView
      role="status"
      art={<MailInboxRegular fontSize={56} />}
      title={list.folder === 'inbox' ? 'Your inbox is empty' : 'Nothing here'}
      text={list.folder === 'inbox' ? 'New mail appears here by itself.' : `There are no messages in ${name}.`}
    />
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** A list or a message that could not be loaded: what to do stands where it would have been. */
export function Failed({ error, onRetry }: FailedProps): ReactElement {
  const problem = problemOf(error);
  if (problem?.code === 'consent_required') {
    const go = (): void => {
      leaveFor(interactionHref(problem.interactionUrl, currentLocation()));
    };
    return (
      <StateView
        art={<LockClosedRegular fontSize={56} />}
        title="Connect your mailbox"
        text="To show your mail, this app needs your permission: “Read your mail”. Microsoft will ask you, and you come back here."
        action={
          <Button appearance="primary" onClick={go}>
            Continue
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
            Continue
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
              Go to Inbox
            </Button>
          ) : null}
          <Button onClick={onRetry}>Try again</Button>
        </>
      }
    />
  );
}

/** A folder or a message that does not exist, or an address that names none: trying again will not help for long. */
function isNowhere(problem: Problem | undefined): boolean {
  return problem?.code === 'not_found' || problem?.code === 'invalid_request';
}
