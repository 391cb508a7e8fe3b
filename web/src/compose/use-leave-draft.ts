import { useNotify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { composeHref } from '../platform/routes.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { isBlank } from '../drafts/draft.js';
import { saveDraft } from '../drafts/draft-store.js';
import type { DraftHandle } from './use-draft.js';

interface LeaveDraft {
  /** Closes the composer; the draft stays. */
  readonly close: () => void;
  readonly discard: () => void;
  /** Saves the text as a draft of its own. */
  readonly saveCopy: () => void;
}

export function useLeaveDraft({ working, draft }: DraftHandle): LeaveDraft {
  const notify = useNotify();
  const close = (): void => {
    navigate(draft.returnTo);
  };
  const discard = (): void => {
    const wasBlank = isBlank(draft);
    const undo = working.discard((error) => {
      const { title, text } = problemText(error);
      notify({
        title: t('The draft is still in your mailbox'),
        body: t('{title}. {text}', { title, text }),
        intent: 'error',
        id: 'discard',
      });
    });
    if (undo === undefined) {
      return;
    }
    navigate(draft.returnTo, { replace: true });
    if (wasBlank) {
      return;
    }
    const restoreDraft = async (): Promise<void> => {
      await undo();
      navigate(composeHref(draft.id));
    };
    notify({
      title: t('Draft discarded'),
      id: 'discard',
      action: { label: t('Undo'), run: () => void restoreDraft() },
    });
  };
  const saveCopy = (): void => {
    const attachments = draft.attachments.filter((file) => file.remoteId === undefined);
    const own = { id: crypto.randomUUID(), mailbox: undefined, sending: undefined, attempt: undefined };
    const copy = { ...draft, ...own, attachments, isTouched: true };
    saveDraft(working.userId, copy);
    navigate(composeHref(copy.id), { replace: true });
  };
  return { close, discard, saveCopy };
}
