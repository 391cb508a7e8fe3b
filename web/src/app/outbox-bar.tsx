import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { Draft } from '../drafts/draft.js';
import { draftChanges, isOfOtherTab, listDrafts } from '../drafts/draft-store.js';
import { isHeld } from '../drafts/outbox-rules.js';
import { onOutboxTrigger } from '../drafts/outbox-triggers.js';
import { stateText } from '../drafts/outbox-text.js';
import { displayName, subjectOf } from '../mailbox/people.js';
import { dismissNotice, notify } from '../platform/notify.js';
import { navigate, useRoute } from '../platform/router.js';
import { composeHref } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { tRich } from '../texts/messages.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, maxHeight: '30vh', overflowY: 'auto', width: '100%' },
  item: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '8px', overflowWrap: 'anywhere' },
  text: { flexGrow: 1, minWidth: 0 },
  subject: { fontWeight: tokens.fontWeightSemibold },
});

/** Messages that are not known to be sent yet, except the one that is open in the composer. */
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
  const held = useHeld(user.id, waiting);
  useOutboxRuns(user.id, waiting.length > 0, held.length);
  const shown = waiting.filter((draft) => draft.id !== openId && !held.includes(draft));
  if (shown.length === 0) {
    return null;
  }
  const isFine = shown.every(({ sending }) => sending?.state === 'sending' || sending?.state === 'waiting');
  return (
    <MessageBar intent={isFine ? 'info' : 'warning'} layout="auto" data-testid="outbox">
      <MessageBarBody>
        <ul className={styles.list} aria-label={t('Outbox')}>
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
  return (
    <li className={styles.item}>
      <span className={styles.text}>
        {tRich('Outbox: {subject} to {recipient}.', {
          subject: <bdi className={styles.subject}>{subject}</bdi>,
          recipient: <bdi>{recipientOf(draft)}</bdi>,
        })}{' '}
        {draft.sending === undefined ? '' : stateText(draft.sending)}
      </span>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={isRisky ? t('Send again: {subject}', { subject }) : t('Send now: {subject}', { subject })}
        onClick={() => {
          run(sendNow);
        }}
      >
        {isRisky ? t('Send again') : t('Send now')}
      </Button>
      <Button
        size="small"
        appearance="transparent"
        disabled={isBusy}
        aria-label={t('Take back: {what}', { what: subject })}
        onClick={() => {
          run(() => cancel(userId, draft.id));
        }}
      >
        {t('Take back')}
      </Button>
    </li>
  );
}

function recipientOf({ to, cc, bcc }: Draft): string {
  const [first, ...others] = [...to, ...cc, ...bcc];
  if (first === undefined) {
    return t('nobody', { context: 'recipient' });
  }
  return others.length === 0
    ? displayName(first)
    : t('{name} and {count} more', { name: displayName(first), count: others.length });
}

type OutboxModules = [typeof import('../drafts/outbox.js'), typeof import('../drafts/outbox-notices.js')];

/** Loaded only when a message is waiting. The composer has loaded both modules already, without which no message can wait offline. */
function outboxModules(): Promise<OutboxModules> {
  return Promise.all([import('../drafts/outbox.js'), import('../drafts/outbox-notices.js')]);
}

/** The tab that sent the message goes first; another tab sends it when that one is closed. */
const otherTabMs = 5_000;

/** Sending can be cancelled for a moment; the notice for it is below the page. */
function useHeld(userId: string, waiting: readonly Draft[]): readonly Draft[] {
  const [now, setNow] = useState(Date.now);
  const held = waiting.filter(({ id, sending }) => sending !== undefined && isHeld(sending, now - graceOf(id)));
  const next = Math.min(...held.map(({ id, sending }) => (sending?.heldUntil ?? Infinity) + graceOf(id)));
  const own = held.filter(({ id }) => !isOfOtherTab(id));
  const ownIds = own.map(({ id }) => id).join(' ');
  const mayBeHeld = waiting.some(({ sending }) => sending?.heldUntil !== undefined);
  useEffect(() => {
    if (!mayBeHeld) {
      return undefined;
    }
    const timer = setTimeout(
      () => {
        setNow(Date.now());
      },
      Number.isFinite(next) ? Math.max(0, next - Date.now()) : 0,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [next, mayBeHeld, waiting]);
  useEffect(() => {
    notifyHeld(userId, own);
  });
  useEffect(() => {
    if (ownIds === '') {
      return undefined;
    }
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    const send = (): void => {
      // A phone suspends a hidden page. Elsewhere the timer continues, and the user may come back to cancel.
      if (document.visibilityState === 'visible' || !window.matchMedia('(pointer: coarse)').matches) {
        return;
      }
      // The composer has loaded both modules already.
      void outboxModules().then(([{ sendHeld }, { notifyOutcome }]) =>
        sendHeld(userId, ownIds.split(' '), notifyOutcome),
      );
    };
    window.addEventListener('beforeunload', ask);
    document.addEventListener('visibilitychange', send);
    return () => {
      window.removeEventListener('beforeunload', ask);
      document.removeEventListener('visibilitychange', send);
    };
  }, [userId, ownIds]);
  return held;
}

function graceOf(draftId: string): number {
  return isOfOtherTab(draftId) ? otherTabMs : 0;
}

/** By draft id: the send time to which the shown notice belongs. */
const notified = new Map<string, number>();

/** Shows one notice for each send, and closes it when sending can't be cancelled any more. */
function notifyHeld(userId: string, held: readonly Draft[]): void {
  for (const id of notified.keys()) {
    if (held.some((draft) => draft.id === id)) {
      continue;
    }
    notified.delete(id);
    dismissNotice(`held:${id}`);
  }
  for (const draft of held) {
    const { heldUntil = 0, since = 0 } = draft.sending ?? {};
    if (notified.get(draft.id) === since) {
      continue;
    }
    notified.set(draft.id, since);
    notify({
      title: t('Sending…'),
      body: t('“{subject}” to {recipient}', { subject: subjectOf(draft), recipient: recipientOf(draft) }),
      intent: 'info',
      id: `held:${draft.id}`,
      timeoutMs: heldUntil - Date.now(),
      action: { label: t('Undo'), run: () => void cancel(userId, draft.id) },
      onHold: () => holdWhile(userId, draft.id),
    });
  }
}

function holdWhile(userId: string, draftId: string): () => void {
  let release: (() => void) | undefined;
  let isOver = false;
  void outboxModules().then(
    ([{ holdSend }]) => {
      if (!isOver) {
        release = holdSend(userId, draftId);
      }
    },
    // Without a connection nothing is sent either.
    () => undefined,
  );
  return () => {
    isOver = true;
    release?.();
  };
}

async function cancel(userId: string, draftId: string): Promise<void> {
  const [{ cancelSend }, { notifyCancelResult }] = await outboxModules();
  const result = await cancelSend(userId, draftId);
  if (result === 'draft' || result === 'perhaps sent') {
    navigate(composeHref(draftId));
  }
  notifyCancelResult(result);
}

/** Sends waiting messages whenever that may succeed, including those that an earlier page left. */
function useOutboxRuns(userId: string, hasSome: boolean, heldCount: number): void {
  useEffect(() => {
    if (!hasSome) {
      return undefined;
    }
    let stop: (() => void) | undefined;
    let isOver = false;
    void outboxModules().then(
      ([{ flushOutbox }, { notifyOutcome }]) => {
        if (isOver) {
          return;
        }
        const run = (): void => {
          void flushOutbox(userId, (_, outcome) => {
            if (outcome.kind !== 'waiting') {
              notifyOutcome(outcome);
            }
          });
        };
        stop = onOutboxTrigger(run);
        run();
      },
      // Without a connection nothing can be sent either; the page loads the modules when it is connected.
      () => undefined,
    );
    return () => {
      isOver = true;
      stop?.();
    };
    // A message whose hold time has ended is sent now.
  }, [userId, hasSome, heldCount]);
}
