import { Button } from '@fluentui/react-components';
import { Component, type ReactNode } from 'react';
import { StateView } from '../ui/state-view.js';
import { t } from '../texts/t.js';

interface MessageBoundaryProps {
  readonly children: ReactNode;
  /** Saves the message as a file; undefined while it isn't known. */
  readonly onSave: (() => void) | undefined;
}

interface MessageBoundaryState {
  readonly hasFailed: boolean;
}

/** What breaks while one message is drawn doesn't take the others, the list or a draft with it. */
export class MessageBoundary extends Component<MessageBoundaryProps, MessageBoundaryState> {
  override state: MessageBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): MessageBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    const { children, onSave } = this.props;
    if (!this.state.hasFailed) {
      return children;
    }
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
}
