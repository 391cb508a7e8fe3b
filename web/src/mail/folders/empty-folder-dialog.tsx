import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { tPlural } from '../../texts/messages.js';
import { t } from '../../texts/t.js';
import { Question } from '../../ui/question.js';

interface EmptyFolderDialogProps {
  readonly name: string;
  readonly count: number;
  /** The messages are in Deleted Items already. */
  readonly isForGood: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function EmptyFolderDialog(props: EmptyFolderDialogProps): ReactElement {
  const { name, count, isForGood, onConfirm, onClose } = props;
  return (
    <Question
      title={t('Empty “{name}”?', { name })}
      onCancel={onClose}
      answers={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button
            appearance="primary"
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {t('Empty folder')}
          </Button>
        </>
      }
    >
      {isForGood
        ? tPlural(
            '{count, plural, one {# message will be gone. This can’t be undone.} other {# messages will be gone. This can’t be undone.}}',
            { count },
          )
        : tPlural(
            '{count, plural, one {# message will go to Deleted Items.} other {# messages will go to Deleted Items.}}',
            { count },
          )}
    </Question>
  );
}
