import { Button } from '@fluentui/react-components';
import { SendClockRegular } from '@fluentui/react-icons/svg/send-clock';
import { type ReactElement, useState } from 'react';
import type { ScheduledMessage } from '../drafts/scheduled-query.js';
import { subjectOf } from '../mailbox/people.js';
import { t } from '../texts/t.js';
import { longTime } from '../ui/dates.js';
import { StateView } from '../ui/state-view.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { cancelAndEdit } from './use-send-later.js';

/** Shown instead of the composer: a scheduled message can be edited only after its schedule is cancelled. */
export function ScheduledMessageView({ message }: { readonly message: ScheduledMessage }): ReactElement {
  const [isBusy, setBusy] = useState(false);
  useDocumentTitle(subjectOf(message));
  const cancel = async (): Promise<void> => {
    setBusy(true);
    await cancelAndEdit(message.id);
    setBusy(false);
  };
  return (
    <StateView
      role="status"
      art={<SendClockRegular fontSize={56} />}
      title={subjectOf(message)}
      text={t('Will be sent {time}.', { time: longTime(new Date(message.sendAt)) })}
      action={
        <Button appearance="primary" disabled={isBusy} onClick={() => void cancel()}>
          {t('Take back and edit')}
        </Button>
      }
    />
  );
}
