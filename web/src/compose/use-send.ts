import { useState } from 'react';
import { problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { preferences } from '../platform/preferences.js';
import { navigate } from '../platform/router.js';
import { rememberCorrespondents } from '../mailbox/correspondents.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { AttachmentError } from '../drafts/attachment-limits.js';
import { recipientsOf } from '../drafts/draft.js';
import { sendByOutbox } from '../drafts/outbox.js';
import type { Outcome } from '../drafts/outbox-delivery.js';
import { notifyOutcome } from '../drafts/outbox-notices.js';
import { needsUser } from '../drafts/outbox-rules.js';
import type { DraftHandle } from './use-draft.js';

interface Sending {
  readonly isSending: boolean;
  readonly send: () => void;
}

const UNSTORED = t(
  'Your browser’s storage is full, so it can’t wait in the Outbox. Keep this page open, and send it again.',
);

/** Sends the draft and closes it. A message that can't be sent now waits in the outbox; a refused one stays here. */
export function useSend({ working, draft, change, store }: DraftHandle): Sending {
  const [isSending, setSending] = useState(false);
  const notify = useNotify();

  const run = async (): Promise<void> => {
    store();
    setSending(true);
    const outcome = await sendByOutbox(working, preferences.get().undoSendSeconds * 1000).catch(
      (error: unknown): Outcome => ({
        kind: 'refused',
        error,
        isAttempted: false,
      }),
    );
    // A message that this device can't store would never be sent once its composer is closed.
    if (outcome.kind === 'refused' || ('error' in outcome && !working.tryStore())) {
      setSending(false);
      stays(outcome);
      return;
    }
    // The recipients that were sent to, including text that was in a field when Send was pressed.
    rememberCorrespondents(working.userId, recipientsOf(working.current.get()));
    if (window.location.search.includes(encodeURIComponent(draft.id))) {
      navigate(draft.returnTo, { replace: true });
    }
    notifyOutcome(outcome);
  };

  const stays = ({ kind, error }: Extract<Outcome, { error: unknown }>): void => {
    const problem = problemOf(error);
    change({ sending: undefined, ...(problem?.code === 'idempotency_key_reused' ? { attempt: undefined } : {}) });
    store();
    // The dialog asks the user. The draft stores the reason, for a notice when they are back.
    if (needsUser(error)) {
      return;
    }
    const { title, text } = problemText(error);
    const reason = error instanceof AttachmentError ? error.message : t('{title}. {text}', { title, text });
    const body = kind === 'refused' ? reason : UNSTORED;
    notify({
      title: kind === 'uncertain' ? t('We don’t know whether it was sent.') : t('Not sent'),
      body,
      intent: 'error',
      id: 'send',
      timeoutMs: 12_000,
    });
  };

  return { isSending, send: () => void run() };
}
