import { Button } from '@fluentui/react-components';
import { SendClockRegular } from '@fluentui/react-icons/svg/send-clock';
import { type ReactElement, useState } from 'react';
import type { Draft } from '../drafts/draft.js';
import { sendAgain, cancelSend } from '../drafts/outbox.js';
import { notifyOutcome, notifyCancelResult } from '../drafts/outbox-notices.js';
import { stateText } from '../drafts/outbox-text.js';
import { subjectOf } from '../mailbox/people.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { StateView } from '../ui/state-view.js';
import { useDocumentTitle } from '../ui/use-document-title.js';

/** Shown instead of the composer: a message in the outbox can be edited only after its sending is cancelled. */
export function OutboxMessage({ draft }: { readonly draft: Draft }): ReactElement {
  const user = useUser();
  const [isBusy, setBusy] = useState(false);
  const { sending } = draft;
  useDocumentTitle(subjectOf(draft));
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await act();
    setBusy(false);
  };
  return (
    <StateView
      role="status"
      art={<SendClockRegular fontSize={56} />}
      title={subjectOf(draft)}
      text={sending === undefined ? '' : [t('It’s in the Outbox.'), stateText(sending)].join(' ')}
      action={
        <>
          <Button
            appearance="primary"
            disabled={isBusy}
            onClick={() => {
              void run(async () => {
                notifyOutcome(await sendAgain(user.id, draft.id));
              });
            }}
          >
            {sending?.state === 'uncertain' ? t('Send again') : t('Send now')}
          </Button>
          <Button
            disabled={isBusy}
            onClick={() => {
              void run(async () => {
                notifyCancelResult(await cancelSend(user.id, draft.id));
              });
            }}
          >
            {t('Take back and edit')}
          </Button>
        </>
      }
    />
  );
}
