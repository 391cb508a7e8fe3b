import { Button } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { StateView } from '../ui/state-view.js';
import { t } from '../texts/t.js';

interface MessageBoundaryProps {
  readonly children: ReactNode;
  /** Saves the message as a file; undefined while it isn't known. */
  readonly onSave: (() => void) | undefined;
}

/** What breaks while one message is drawn doesn't take the others, the list or a draft with it. */
export function MessageBoundary({ children, onSave }: MessageBoundaryProps): ReactElement {
  return <ErrorBoundary fallback={<BrokenMessage onSave={onSave} />}>{children}</ErrorBoundary>;
}

function BrokenMessage({ onSave }: Pick<MessageBoundaryProps, 'onSave'>): ReactElement {
  return (
    <StateView
      role="alert"
      title={t('This message can’t be shown')}
      text={t('Download it to read it in another program.')}
      action={
        onSave === undefined ? null : (
          <Button appearance="primary" onClick={onSave}>
            {t('Download')}
          </Button>
        )
      }
    />
  );
}
