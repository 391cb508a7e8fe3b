import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { receiptChoices, type ReceiptChoice, setPreference, usePreferences } from '../platform/preferences.js';
import { t } from '../texts/t.js';

const LABELS: Readonly<Record<ReceiptChoice, string>> = {
  ask: t('Ask me before the message is marked as read'),
  always: t('Mark the message as read like any other'),
  never: t('Leave the message unread'),
};

/** How read receipts are handled. The mailbox sends them; marking a message as read triggers that. */
export function ReceiptSettings(): ReactElement {
  const { readReceipts } = usePreferences();
  return (
    <Field
      label={t('When a sender asks for one')}
      hint={t('Your mailbox may send one when the message is marked as read. Whether it does is set in Outlook.')}
    >
      <RadioGroup
        value={readReceipts}
        onChange={(_, { value }) => {
          const choice = receiptChoices.find((one) => one === value);
          if (choice !== undefined) {
            setPreference({ readReceipts: choice });
          }
        }}
      >
        {receiptChoices.map((choice) => (
          <Radio key={choice} value={choice} label={LABELS[choice]} />
        ))}
      </RadioGroup>
    </Field>
  );
}
