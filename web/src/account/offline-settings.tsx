import { Field, Switch } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { isAllowed } from '../platform/offline/kept.js';
import { setPreference, usePreferences } from '../platform/preferences.js';
import { useSignedIn } from '../platform/session.js';
import { t } from '../texts/t.js';

/** Whether what is read is kept on this device. */
export function OfflineSettings(): ReactElement {
  const { offlineReading } = usePreferences();
  if (!isAllowed(useSignedIn())) {
    return <Field hint={t('Your organisation has switched this off.')} />;
  }
  return (
    <Field
      hint={t(
        'Encrypted on this device, and gone when you sign out or your session ends. Switch it off where others use this browser, too.',
      )}
    >
      <Switch
        label={t('Keep the lists and messages that I open, to read them without a connection')}
        checked={offlineReading}
        onChange={(_, { checked }) => {
          setPreference({ offlineReading: checked });
        }}
      />
    </Field>
  );
}
