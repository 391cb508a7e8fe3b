import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { t } from '../../texts/t.js';

interface RemotePicturesBarProps {
  readonly onShow: () => void;
  /** Undefined when the sender can't be remembered. */
  readonly onAlwaysShow: (() => void) | undefined;
}

export function RemotePicturesBar({ onShow, onAlwaysShow }: RemotePicturesBarProps): ReactElement {
  return (
    <MessageBar intent="info" data-testid="remote-images-blocked">
      <MessageBarBody title={t('They would tell the sender that you opened this message.')}>
        {t('Remote images are blocked.')}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={onShow}>
          {t('Show images')}
        </Button>
        {onAlwaysShow === undefined ? null : (
          <Button size="small" appearance="transparent" onClick={onAlwaysShow}>
            {t('Always show from this sender')}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}
