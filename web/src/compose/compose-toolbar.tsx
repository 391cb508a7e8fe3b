import { Button, Spinner, ToggleButton, Tooltip, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { ImportantRegular } from '@fluentui/react-icons/svg/important';
import { SendClockRegular } from '@fluentui/react-icons/svg/send-clock';
import { SendRegular } from '@fluentui/react-icons/svg/send';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { t } from '../texts/t.js';
import { BarButton } from '../ui/bar-button.js';
import { ButtonBar } from '../ui/button-bar.js';
import { useFits } from '../ui/use-fits.js';
import { ComposeOptions, type Receipts } from './compose-options.js';
import type { Importance } from '../client/index.js';
import { useIsPhone } from '../ui/use-media-query.js';
import { sendButtonId } from './use-consent-return.js';
import { ArrowBackRegular } from '../ui/direction-icons.js';

const useStyles = makeStyles({
  root: {
    minHeight: '48px',
    padding: '0 16px',
    gap: '4px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    '@media (max-width: 759px)': { padding: '0 8px', gap: 0 },
  },
  /** Its label isn't truncated in any language. */
  send: { flexShrink: 0 },
  state: { flexGrow: 1, minWidth: 0, display: 'flex', justifyContent: 'end' },
  /** The labels of the buttons leave this much space. */
  stateBesideWords: { minWidth: '140px' },
  file: { display: 'none' },
});

interface ComposeToolbarProps {
  /** The message can't be changed while it is sent. */
  readonly isSending: boolean;
  readonly importance: Importance;
  readonly receipts: Receipts;
  readonly onSend: () => void;
  readonly onSendLater: () => void;
  readonly onAttach: (files: Iterable<File>) => void;
  readonly onImportance: (importance: Importance) => void;
  readonly onReceipts: (receipts: Receipts) => void;
  readonly onTemplates: (what: 'insert' | 'save') => void;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
  /** Whether the text is saved. */
  readonly state: ReactNode;
}

export function ComposeToolbar(props: ComposeToolbarProps): ReactElement {
  const { isSending, importance, receipts, state } = props;
  const { onSend, onSendLater, onAttach, onImportance, onReceipts, onTemplates, onDiscard, onClose } = props;
  const styles = useStyles();
  const file = useRef<HTMLInputElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const hasWords = useFits(bar);
  const isPhone = useIsPhone();
  return (
    <ButtonBar ref={bar} label={t('New message actions')} className={styles.root}>
      {isPhone ? (
        <Tooltip content={t('Close and keep draft')} relationship="label">
          <Button appearance="subtle" icon={<ArrowBackRegular />} onClick={onClose} />
        </Tooltip>
      ) : null}
      <Button
        id={sendButtonId}
        className={styles.send}
        appearance="primary"
        icon={isSending ? <Spinner size="extra-tiny" appearance="inverted" /> : <SendRegular />}
        disabledFocusable={isSending}
        onClick={onSend}
      >
        {isSending ? t('Sending…') : t('Send')}
      </Button>
      <BarButton
        name={t('Send later')}
        hasWord={hasWords}
        icon={<SendClockRegular />}
        disabled={isSending}
        onClick={onSendLater}
      />
      <BarButton
        name={t('Attach files')}
        hasWord={hasWords}
        icon={<AttachRegular />}
        disabled={isSending}
        onClick={() => file.current?.click()}
      />
      <input
        ref={file}
        type="file"
        multiple
        className={styles.file}
        aria-label={t('Files to attach')}
        tabIndex={-1}
        data-testid="attach-input"
        onChange={(event) => {
          onAttach([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Tooltip content={t('High importance')} relationship="label">
        <ToggleButton
          appearance="subtle"
          icon={<ImportantRegular />}
          checked={importance === 'high'}
          disabled={isSending}
          onClick={() => {
            onImportance(importance === 'high' ? 'normal' : 'high');
          }}
        />
      </Tooltip>
      <ComposeOptions receipts={receipts} isDisabled={isSending} onReceipts={onReceipts} onTemplates={onTemplates} />
      <span className={mergeClasses(styles.state, hasWords && styles.stateBesideWords)}>{state}</span>
      <Tooltip content={t('Discard draft')} relationship="label">
        <Button appearance="subtle" icon={<DeleteRegular />} disabled={isSending} onClick={onDiscard} />
      </Tooltip>
      {isPhone ? null : (
        <Tooltip content={t('Close and keep draft')} relationship="label">
          <Button appearance="subtle" icon={<DismissRegular />} onClick={onClose} />
        </Tooltip>
      )}
    </ButtonBar>
  );
}
