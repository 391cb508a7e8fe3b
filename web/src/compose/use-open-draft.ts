import { useEffect, useState } from 'react';
import { type Message, problemOf } from '../client/index.js';
import { messageDetailQuery } from '../mailbox/messages-query.js';
import { navigate } from '../platform/router.js';
import { composeHref, INBOX, listHref, messageHref } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { findOpenDraft, openDraft } from '../drafts/open-drafts.js';
import { contentOf, type Draft } from '../drafts/draft.js';
import { draftFromMessage, refreshed } from '../drafts/draft-input.js';
import { draftChanges, findByMailboxId, loadDraft, removeDraft, saveDraft, watchDraft } from '../drafts/draft-store.js';
import { editorHtml, startFromTemplate } from '../drafts/start-draft.js';
import { isTemplate } from '../drafts/templates.js';
import type { WorkingDraft } from '../drafts/working-draft.js';

const justNowMs = 3_000;
const DRAFTS = listHref({ ...INBOX, folder: 'drafts' });

type Opened =
  | { readonly kind: 'open'; readonly working: WorkingDraft }
  | { readonly kind: 'opening' }
  | { readonly kind: 'gone' }
  /** The user has sent it: it can be edited only after its sending is cancelled. */
  | { readonly kind: 'outbox'; readonly draft: Draft };

/** Opens a draft of this device. The mailbox's version is requested too, because it may be newer. */
export function useOpenDraft(draftId: string): Opened {
  const user = useUser();
  const [opened, setOpened] = useState<Opened>(() => {
    const working = findOpenDraft(draftId);
    const draft = working?.current.get() ?? loadDraft(user.id, draftId);
    if (draft === undefined) {
      return { kind: 'gone' };
    }
    if (draft.sending !== undefined) {
      return { kind: 'outbox', draft };
    }
    if (working !== undefined) {
      return { kind: 'open', working };
    }
    return draft.mailbox?.isCurrent === true
      ? { kind: 'opening' }
      : { kind: 'open', working: openDraft(user.id, draft) };
  });

  useEffect(() => {
    if (opened.kind !== 'opening') {
      return undefined;
    }
    let isCurrent = true;
    void open(user.id, draftId).then((next) => {
      if (isCurrent) {
        setOpened(next);
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [opened.kind, user.id, draftId]);

  useEffect(() => {
    if (opened.kind !== 'outbox') {
      return undefined;
    }
    const follow = (): void => {
      const stored = loadDraft(user.id, draftId);
      if (stored === undefined) {
        navigate(opened.draft.returnTo, { replace: true });
      } else if (stored.sending === undefined) {
        setOpened({ kind: 'open', working: openDraft(user.id, stored) });
      } else {
        setOpened({ kind: 'outbox', draft: stored });
      }
    };
    const stopWatching = watchDraft(user.id, draftId, follow);
    const stopListening = draftChanges.subscribe(follow);
    return () => {
      stopWatching();
      stopListening();
    };
  }, [opened, user.id, draftId]);
  return opened;
}

async function open(userId: string, draftId: string): Promise<Opened> {
  const known = loadDraft(userId, draftId);
  if (known?.mailbox === undefined) {
    return { kind: 'gone' };
  }
  const outcome = await fetchDraft(known.mailbox.id).catch(failureOf);
  if (outcome === 'gone') {
    removeDraft(userId, draftId);
    return { kind: 'gone' };
  }
  // Without a network, the version on this device is better than nothing.
  if (outcome === 'unknown') {
    return { kind: 'open', working: openDraft(userId, known) };
  }
  const draft = refreshed(known, outcome);
  saveDraft(userId, draft);
  return { kind: 'open', working: openDraft(userId, draft, contentOf(draft)) };
}

function failureOf(error: unknown): 'gone' | 'unknown' {
  return problemOf(error)?.code === 'not_found' ? 'gone' : 'unknown';
}

/** The mailbox's version of the draft. A message that was sent meanwhile is no draft any more. */
async function fetchDraft(messageId: string): Promise<Draft | 'gone'> {
  const message = await fetchMessage(messageId);
  return message.isDraft ? draftOf(message) : 'gone';
}

function fetchMessage(messageId: string): Promise<Message> {
  return queryClient.query({ ...messageDetailQuery(messageId, false), staleTime: justNowMs });
}

function draftOf(message: Message): Draft {
  return draftFromMessage(message, editorHtml, { id: crypto.randomUUID(), returnTo: DRAFTS, now: Date.now() });
}

/** Opens a draft of the Drafts folder. From then on it also has an id on this device, which is its address. */
export function useMailboxDraft(messageId: string): { readonly error: unknown; readonly retry: () => void } {
  const user = useUser();
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const known = findByMailboxId(user.id, messageId);
    if (known !== undefined) {
      navigate(composeHref(known.id), { replace: true });
      return undefined;
    }
    const begin = async (): Promise<void> => {
      const message = await fetchMessage(messageId);
      if (!isCurrent) {
        return;
      }
      if (!message.isDraft) {
        navigate(messageHref(INBOX, messageId), { replace: true });
        return;
      }
      // A template stays one, whatever happens to the message.
      if (await isTemplate(message)) {
        await startFromTemplate(user.id, message.id, { replace: true });
        return;
      }
      const draft = draftOf(message);
      saveDraft(user.id, draft);
      // It was loaded just now: no need to load it again.
      openDraft(user.id, draft, contentOf(draft));
      navigate(composeHref(draft.id), { replace: true });
    };
    begin().catch((failure: unknown) => {
      if (isCurrent) {
        setError(failure);
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [user.id, messageId, attempt]);
  const retry = (): void => {
    setError(undefined);
    setAttempt(attempt + 1);
  };
  return { error, retry };
}
