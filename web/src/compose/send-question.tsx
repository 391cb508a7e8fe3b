import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { t } from '../texts/t.js';
import { QuestionDialog } from '../ui/question-dialog.js';

/** What the user may have forgotten. */
export type Oversight = 'subject' | 'file';

const TEXTS: Readonly<Record<Oversight, { readonly title: string; readonly text: string; readonly back: string }>> = {
  subject: {
    title: t('Send without a subject?'),
    text: t('A subject helps people to find your message.'),
    back: t('Add a subject'),
  },
  file: {
    title: t('Did you forget to attach a file?'),
    text: t('Your message mentions an attachment, but none is attached.'),
    back: t('Don’t send yet'),
  },
};

interface SendQuestionProps {
  readonly about: Oversight | undefined;
  readonly onCancel: () => void;
  readonly onSend: () => void;
}

/** Asks before a message is sent without a subject or a file. */
export function SendQuestion({ about, onCancel, onSend }: SendQuestionProps): ReactElement | null {
  if (about === undefined) {
    return null;
  }
  const { title, text, back } = TEXTS[about];
  return (
    <QuestionDialog
      title={title}
      onCancel={onCancel}
      answers={
        <>
          <Button appearance="primary" onClick={onSend}>
            {t('Send anyway')}
          </Button>
          <Button onClick={onCancel}>{back}</Button>
        </>
      }
    >
      {text}
    </QuestionDialog>
  );
}
