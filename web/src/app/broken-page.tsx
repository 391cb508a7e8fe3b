import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { StateView } from '../ui/state-view.js';
import { t } from '../texts/t.js';

/** The last resort, when the app as a whole has failed. */
export function BrokenPage(): ReactElement {
  const reload = (): void => {
    window.location.reload();
  };
  return (
    <StateView
      role="alert"
      title={t('This page broke')}
      text={t('Reload to continue. Your drafts are kept.')}
      action={
        <Button appearance="primary" onClick={reload}>
          {t('Reload')}
        </Button>
      }
    />
  );
}
