import { useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { refreshFolders } from '../mail/mail-cache.js';
import { ALL_LISTS } from '../mail/messages-query.js';
import { useNotify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { queryClient, tabs } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { AttachmentError } from './attachment-limits.js';
import type { Draft } from './draft.js';
import { sendDraft } from './send-draft.js';
import { fingerprint } from './send-plan.js';
import type { DraftHandle } from './use-draft.js';

interface Sending {
  readonly isSending: boolean;
  readonly send: () => void;
}

/** Sends the draft and clears it away; whatever goes wrong, the draft stays. */
export function useSend(userId: string, handle: DraftHandle): Sending {
  const [isSending, setSending] = useState(false);
  const notify = useNotify();

  const run = async (): Promise<void> => {
    const draft = handle.flush();
    const attempt = attemptOf(draft);
    handle.change({ attempt });
    setSending(true);
    try {
      await sendDraft(userId, draft, attempt.key);
    } catch (error) {
      setSending(false);
      failed(error);
      return;
    }
    handle.discard();
    queryClient.removeQueries({ queryKey: [...ALL_LISTS, 'sentitems'] });
    refreshFolders();
    tabs.post({ type: 'mail-changed' });
    navigate(draft.returnTo, { replace: true });
    const showSent = (): void => {
      navigate(listHref({ ...INBOX, folder: 'sentitems' }));
    };
    notify({ title: 'Message sent', action: { label: 'View in Sent Items', run: showSent } });
  };

  const failed = (error: unknown): void => {
    const problem = problemOf(error);
    if (problem !== undefined && isInteraction(problem)) {
      // The dialog asks; the draft remembers what for, to greet the user when he is back.
      if (problem.code !== 'login_required') handle.change({ awaiting: 'mail.send' });
      handle.flush();
      return;
    }
    if (problem?.code === 'idempotency_key_reused') handle.change({ attempt: undefined });
    const { title, text } = problemText(error);
    const body = error instanceof AttachmentError ? error.message : `${title}. ${text}`;
    notify({ title: 'Not sent', body, intent: 'error', id: 'send', timeoutMs: 12_000 });
  };

  return { isSending, send: () => void run() };
}

function attemptOf(draft: Draft): NonNullable<Draft['attempt']> {
  const print = fingerprint(draft);
  return draft.attempt?.fingerprint === print ? draft.attempt : { key: crypto.randomUUID(), fingerprint: print };
}
