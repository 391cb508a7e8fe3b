import { Button } from '@fluentui/react-components';
import { type ReactElement, useEffect } from 'react';
import type { ListView } from '../platform/routes.js';
import { useStore } from '../platform/store.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { Question } from '../ui/question.js';
import { deletionToConfirm, type PlannedDeletion } from './mail-commands.js';
import { subjectOf } from '../mailbox/people.js';

interface DeleteDialogProps {
  readonly list: ListView;
  readonly onConfirm: (deletion: PlannedDeletion) => void;
}

export function DeleteDialog({ list, onConfirm }: DeleteDialogProps): ReactElement | null {
  const deletion = useStore(deletionToConfirm);
  // The user has left the list, e.g. by the browser's Back button: that is no confirmation.
  useEffect(() => close, [list]);
  const [first] = deletion?.messages ?? [];
  if (deletion === undefined || first === undefined) {
    return null;
  }
  const { length } = deletion.messages;
  return (
    <Question
      title={t('Delete for good?')}
      onCancel={close}
      answers={
        <>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button
            appearance="primary"
            onClick={() => {
              close();
              onConfirm(deletion);
            }}
          >
            {t('Delete')}
          </Button>
        </>
      }
    >
      {length === 1
        ? t('“{subject}” will be gone. This can’t be undone.', { subject: subjectOf(first) })
        : tPlural(
            '{count, plural, one {# message will be gone. This can’t be undone.} other {# messages will be gone. This can’t be undone.}}',
            { count: length },
          )}
    </Question>
  );
}

function close(): void {
  deletionToConfirm.set(undefined);
}
