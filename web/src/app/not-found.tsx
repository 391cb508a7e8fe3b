import { Button } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import type { ReactElement } from 'react';
import { navigate } from '../platform/router.js';
import { StateView } from '../ui/state-view.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { t } from '../texts/t.js';

export function NotFound(): ReactElement {
  useDocumentTitle(t('Not found'));
  return (
    <StateView
      level={1}
      art={<MailRegular fontSize={64} />}
      title={t('There is no page at this address')}
      text={t('Check the address, or go back to your mail.')}
      action={
        <Button
          appearance="primary"
          onClick={() => {
            navigate('/mail/inbox');
          }}
        >
          {t('Go to Inbox')}
        </Button>
      }
    />
  );
}
