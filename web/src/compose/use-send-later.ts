import { useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { AttachmentError } from '../drafts/attachment-limits.js';
import { recipientsOf } from '../drafts/draft.js';
import { sendLater, cancelSchedule } from '../drafts/scheduled.js';
import { rememberCorrespondents } from '../mailbox/correspondents.js';
import { notify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { editHref } from '../platform/routes.js';
import { t } from '../texts/t.js';
import { longTime } from '../ui/dates.js';
import { problemText } from '../ui/problem-text.js';
import type { DraftHandle } from './use-draft.js';

interface Scheduling {
  readonly isScheduling: boolean;
  readonly schedule: (at: Date) => void;
}

/** Schedules the draft in the mailbox. When that fails, the reason is shown and the draft stays. */
export function useSendLater({ working, draft, store }: DraftHandle): Scheduling {
  const [isScheduling, setScheduling] = useState(false);
  const run = async (at: Date): Promise<void> => {
    store();
    setScheduling(true);
    try {
      const id = await sendLater(working, at);
      rememberCorrespondents(working.userId, recipientsOf(working.current.get()));
      if (window.location.search.includes(encodeURIComponent(draft.id))) {
        navigate(draft.returnTo, { replace: true });
      }
      notify({
        title: t('Will be sent {time}', { time: longTime(at) }),
        intent: 'info',
        action: { label: t('Undo'), run: () => void cancelAndEdit(id) },
      });
    } catch (error) {
      setScheduling(false);
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) {
        return;
      }
      const { title, text } = problemText(error);
      notify({
        title: t('Not scheduled'),
        body: error instanceof AttachmentError ? error.message : t('{title}. {text}', { title, text }),
        intent: 'error',
      });
    }
  };
  return { isScheduling, schedule: (at) => void run(at) };
}

/** Cancels the schedule and opens the draft. Shows a notice when it is too late. */
export async function cancelAndEdit(id: string): Promise<void> {
  try {
    navigate(editHref(await cancelSchedule(id)));
  } catch (error) {
    const isLate = problemOf(error)?.code === 'not_found';
    notify({
      title: isLate ? t('Too late: it was sent.') : t('It couldn’t be taken back.'),
      body: isLate ? undefined : problemText(error).text,
      intent: isLate ? 'info' : 'error',
    });
  }
}
