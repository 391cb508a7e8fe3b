import { Button } from '@fluentui/react-components';
import { Component, type ReactNode } from 'react';
import { StateView } from '../ui/state-view.js';
import { t } from '../texts/t.js';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly hasFailed: boolean;
}

/** The last resort for a programming error, or for a chunk of the app that could not be loaded. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) {
      return this.props.children;
    }
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
}
