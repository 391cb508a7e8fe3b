import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { Draft } from '../drafts/draft.js';
import { draftChanges, listDrafts } from '../drafts/draft-store.js';
import { onOutboxChance } from '../drafts/outbox-chances.js';
import { stateText } from '../drafts/outbox-text.js';
import { displayName, subjectOf } from '../mailbox/people.js';
import { navigate, useRoute } from '../platform/router.js';
import { composeHref } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, maxHeight: '30vh', overflowY: 'auto', width: '100%' },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px', overflowWrap: 'anywhere' },
  text: { flexGrow: 1, minWidth: 0 },
  subject: { fontWeight: tokens.fontWeightSemibold },
});

/** Messages that were asked to be sent and are not known to be, except the one whose composer is open. */
export function OutboxBar(): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const route = useRoute();
  const changes = useStore(draftChanges);
  const openId = route.name === 'compose' ? route.draftId : undefined;
  const waiting = useMemo(
    () => (changes >= 0 ? listDrafts(user.id).filter(({ sending }) => sending !== undefined) : []),
    [changes, user.id],
  );
  useOutboxRuns(user.id, waiting.length > 0);
  const shown = waiting.filter(({ id }) => id !== openId);
  if (shown.length === 0) return null;
  const isFine = shown.every(({ sending }) => sending?.state === 'sending' || sending?.state === 'waiting');
  return (
    <MessageBar intent={isFine ? 'info' : 'warning'} layout="auto" data-testid="outbox">
      <MessageBarBody>
        <ul className={styles.list} aria-label="Outbox">
          {shown.map((draft) => (
            <OutboxItem key={draft.id} draft={draft} userId={user.id} />
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

function OutboxItem({ draft, userId }: { readonly draft: Draft; readonly userId: string }): ReactElement {
  const styles = useStyles();
  const [isBusy, setBusy] = useState(false);
  const subject = subjectOf(draft);
  const isRisky = draft.sending?.state === 'uncertain';
  const run = (act: () => Promise<void>): void => {
    setBusy(true);
    void act().finally(() => {
      setBusy(false);
    });
  };
  const sendNow = async (): Promise<void> => {
    const [{ sendAgain }, { notifyOutcome }] = await outboxModules();
    notifyOutcome(await sendAgain(userId, draft.id));
  };
  const takeBack = async (): Promise<void> => {
    const [{ takeBackFromOutbox }, { notifyTakenBack }] = await outboxModules();
    const taken = await takeBackFromOutbox(userId, draft.id);
    if (taken === 'back' || taken === 'perhaps sent') navigate(composeHref(draft.id));
    notifyTakenBack(taken);
  };
  return (
    <li className={styles.item}>
      <span className={styles.text}>
        Outbox: <bdi className={styles.subject}>{subject}</bdi> to <bdi>{recipientOf(draft)}</bdi>.{' '}
        {draft.sending === undefined ? '' : stateText(draft.sending)}
      </span>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={`${isRisky ? 'Send again' : 'Send now'}: ${subject}`}
        onClick={() => {
          run(sendNow);
        }}
      >
        {isRisky ? 'Send again' : 'Send now'}
      </Button>
      <Button
        size="small"
        appearance="transparent"
        disabled={isBusy}
        aria-label={`Take back: ${subject}`}
        onClick={() => {
          run(takeBack);
        }}
      >
        Take back
      </Button>
    </li>
  );
}

function recipientOf({ to, cc, bcc }: Draft): string {
  const [first, ...others] = [...to, ...cc, ...bcc];
  if (first === undefined) return 'nobody';
  return others.length === 0 ? displayName(first) : `${displayName(first)} and ${others.length} more`;
}

type OutboxModules = [typeof import('../drafts/outbox.js'), typeof import('../drafts/outbox-notices.js')];

/** Needed only when something waits. The composer has loaded both: without a connection nothing else can be. */
function outboxModules(): Promise<OutboxModules> {
  return Promise.all([import('../drafts/outbox.js'), import('../drafts/outbox-notices.js')]);
}

/** Sends what waits whenever it may help, also what an earlier page left behind. */
function useOutboxRuns(userId: string, hasSome: boolean): void {
  useEffect(() => {
    if (!hasSome) return undefined;
    let stop: (() => void) | undefined;
    let isOver = false;
    void outboxModules().then(([{ flushOutbox }, { notifyOutcome }]) => {
      if (isOver) return;
      const run = (): void => {
        void flushOutbox(userId, (_, outcome) => {
          if (outcome.kind !== 'waiting') notifyOutcome(outcome);
        });
      };
      stop = onOutboxChance(run);
      run();
    });
    return () => {
      isOver = true;
      stop?.();
    };
  }, [userId, hasSome]);
}
