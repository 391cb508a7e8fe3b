import { Field, Switch } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { isAllowed } from '../platform/offline/offline-copy.js';
import { setPreference, usePreferences } from '../platform/preferences.js';
import { useSignedIn } from '../platform/session.js';
import { t } from '../texts/t.js';

/** Whether mail that the user reads is stored on this device. */
export function OfflineSettings(): ReactElement {
  const { offlineReading } = usePreferences();
  if (!isAllowed(useSignedIn())) {
    return <Field hint={t('Your organisation has switched this off.')} />;
  }
  return (
    <Field
      hint={t(
        'Encrypted on this device, and deleted when you sign out or your session ends. Turn it off if others use this browser too.',
      )}
    >
      <Switch
        label={t('Keep lists and messages that I open, so I can read them offline')}
        checked={offlineReading}
        onChange={(_, { checked }) => {
          setPreference({ offlineReading: checked });
        }}
      />
    </Field>
  );
}
