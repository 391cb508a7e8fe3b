import { Button, makeStyles } from '@fluentui/react-components';
import { type ReactElement, type RefObject, useState } from 'react';
import type { Draft } from '../drafts/draft.js';
import { t } from '../texts/t.js';
import { RecipientsField, type RecipientTexts } from './recipients-field.js';
import { useConnect } from './use-connect.js';
import type { DraftHandle } from './use-draft.js';
import type { RecipientField, Recipients } from './use-recipients.js';

const useStyles = makeStyles({
  toggles: { display: 'flex', flexShrink: 0 },
  toggle: { minWidth: 0, height: '32px' },
});

const TEXTS: Readonly<Record<RecipientField, RecipientTexts>> = {
  to: {
    label: t('To', { context: 'recipient' }),
    recipients: t('To recipients'),
    suggestions: t('Suggestions for To'),
  },
  cc: { label: t('Cc'), recipients: t('Cc recipients'), suggestions: t('Suggestions for Cc') },
  bcc: { label: t('Bcc'), recipients: t('Bcc recipients'), suggestions: t('Suggestions for Bcc') },
};

interface RecipientFieldsProps {
  readonly handle: DraftHandle;
  readonly recipients: Recipients;
  readonly inputs: Readonly<Record<RecipientField, RefObject<HTMLInputElement | null>>>;
}

/** To, and below it Cc and Bcc when they are used or requested. */
export function RecipientFields({ handle, recipients, inputs }: RecipientFieldsProps): ReactElement {
  const styles = useStyles();
  const { draft } = handle;
  const [initial] = useState(draft);
  const wasIn = initial.typed?.field;
  const [shown, setShown] = useState({ cc: isUsed(initial, 'cc'), bcc: isUsed(initial, 'bcc') });
  const isShown = (field: 'cc' | 'bcc'): boolean => shown[field] || draft[field].length > 0;
  const findPeople = useConnect(handle, ['people.read']);
  const people = (field: RecipientField, after?: ReactElement): ReactElement => (
    <RecipientsField
      texts={TEXTS[field]}
      recipients={draft[field]}
      text={recipients.text[field]}
      error={recipients.errors[field]}
      onLeave={() => {
        recipients.leave(field);
      }}
      onAllowPeople={() => {
        recipients.remember(field);
        findPeople.go();
      }}
      startsOpen={wasIn === field}
      inputRef={inputs[field]}
      onTextChange={(value) => {
        recipients.type(field, value);
      }}
      onChange={(chosen) => {
        recipients.choose(field, chosen);
      }}
      after={after}
    />
  );

  return (
    <>
      {people(
        'to',
        <span className={styles.toggles}>
          {(['cc', 'bcc'] as const).map((field) =>
            isShown(field) ? null : (
              <Button
                key={field}
                className={styles.toggle}
                appearance="transparent"
                size="small"
                aria-label={field === 'cc' ? t('Show Cc') : t('Show Bcc')}
                onClick={() => {
                  setShown((current) => ({ ...current, [field]: true }));
                }}
              >
                {TEXTS[field].label}
              </Button>
            ),
          )}
        </span>,
      )}
      {isShown('cc') ? people('cc') : null}
      {isShown('bcc') ? people('bcc') : null}
    </>
  );
}

function isUsed({ typed, ...draft }: Draft, field: 'cc' | 'bcc'): boolean {
  return draft[field].length > 0 || (typed !== undefined && (typed.field === field || typed[field] !== ''));
}
