import { useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { refreshConversations, refreshFolders } from '../mailbox/mail-cache.js';
import { ALL_LISTS } from '../mailbox/messages-query.js';
import { useNotify } from '../platform/notify.js';
import { isGranted } from '../platform/permissions.js';
import { navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { client, queryClient, tabs } from '../platform/services.js';
import { requireSameUser } from '../platform/session.js';
import { problemText } from '../ui/problem-text.js';
import { AttachmentError, needsMailbox } from '../drafts/attachment-limits.js';
import type { Draft } from '../drafts/draft.js';
import { forgetInDrafts } from '../drafts/mailbox-drafts.js';
import { sendDraft, sendPatiently } from '../drafts/send-draft.js';
import { fingerprint } from '../drafts/send-plan.js';
import type { DraftHandle } from './use-draft.js';
import type { WorkingDraft } from '../drafts/working-draft.js';

interface Sending {
  readonly isSending: boolean;
  readonly send: () => void;
}

/** Sends the draft and clears it away; whatever goes wrong, the draft stays. */
export function useSend({ working, change, store }: DraftHandle): Sending {
  const [isSending, setSending] = useState(false);
  const notify = useNotify();

  const run = async (): Promise<void> => {
    const draft = store();
    const attempt = attemptOf(draft);
    change({ attempt });
    setSending(true);
    try {
      await requireSameUser(working.userId);
      await (goesByMailbox(draft)
        ? sendFromMailbox(working, attempt.key)
        : sendDraft(working.userId, draft, attempt.key));
    } catch (error) {
      setSending(false);
      failed(error);
      return;
    }
    working.close();
    queryClient.removeQueries({ queryKey: [...ALL_LISTS, 'sentitems'] });
    refreshFolders();
    refreshConversations();
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
      // The dialog asks; the draft remembers what for, to greet the user when they are back.
      if (problem.code !== 'login_required') {
        const needs =
          'permissions' in problem && problem.permissions.includes('mail.write') ? 'mail.write' : 'mail.send';
        change({ awaiting: needs });
      }
      store();
      return;
    }
    if (problem?.code === 'idempotency_key_reused') change({ attempt: undefined });
    const { title, text } = problemText(error);
    const body = error instanceof AttachmentError ? error.message : `${title}. ${text}`;
    notify({ title: 'Not sent', body, intent: 'error', id: 'send', timeoutMs: 12_000 });
  };

  return { isSending, send: () => void run() };
}

/** A draft of the mailbox is sent as what it is; so is one that is too large to go in one piece. */
function goesByMailbox(draft: Draft): boolean {
  return draft.mailbox !== undefined || needsMailbox(draft) || isGranted('mail.write');
}

async function sendFromMailbox(working: WorkingDraft, idempotencyKey: string): Promise<void> {
  const id = await working.finish();
  await sendPatiently(() => client.mail.drafts.send(id, { idempotencyKey }));
  forgetInDrafts(id);
}

function attemptOf(draft: Draft): NonNullable<Draft['attempt']> {
  const print = fingerprint(draft);
  return draft.attempt?.fingerprint === print ? draft.attempt : { key: crypto.randomUUID(), fingerprint: print };
}
