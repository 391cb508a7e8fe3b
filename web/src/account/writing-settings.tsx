import { Divider, Field, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { loadSignature, saveSignature } from '../drafts/signature.js';
import { setPreference, undoSendSeconds, usePreferences } from '../platform/preferences.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { tPlural } from '../texts/messages.js';

const LONGEST = 2_000;

/** How messages begin, and how long sending can be cancelled. */
export function WritingSettings(): ReactElement {
  const { id } = useUser();
  const { undoSendSeconds: chosen } = usePreferences();
  const [signature, setSignature] = useState(() => loadSignature(id));
  const [isKept, setKept] = useState(true);
  return (
    <>
      <Field label={t('Undo send')} hint={t('How long a message can be taken back after you press Send.')}>
        <RadioGroup
          layout="horizontal"
          value={String(chosen)}
          onChange={(_, { value }) => {
            const seconds = undoSendSeconds.find((one) => String(one) === value);
            if (seconds !== undefined) {
              setPreference({ undoSendSeconds: seconds });
            }
          }}
        >
          {undoSendSeconds.map((seconds) => (
            <Radio
              key={seconds}
              value={String(seconds)}
              label={
                seconds === 0 ? t('Off') : tPlural('{seconds, plural, one {# second} other {# seconds}}', { seconds })
              }
            />
          ))}
        </RadioGroup>
      </Field>
      <Divider />
      <Field
        label={t('Signature')}
        hint={t('Stands below new messages and answers. It’s kept in this browser until you sign out.')}
        {...(isKept
          ? {}
          : {
              validationState: 'error' as const,
              validationMessage: t('This browser’s storage is full: it isn’t kept.'),
            })}
      >
        <Textarea
          rows={4}
          resize="vertical"
          dir="auto"
          maxLength={LONGEST}
          value={signature}
          onChange={(_, { value }) => {
            setSignature(value);
            setKept(saveSignature(id, value));
          }}
        />
      </Field>
    </>
  );
}
