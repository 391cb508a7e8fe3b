import {
  Button,
  Dialog,
  DialogBody,
  DialogSurface,
  DialogTitle,
  ProgressBar,
  Text,
  Tooltip,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import type { Attachment } from '../../client/index.js';
import { t } from '../../texts/t.js';
import { problemText } from '../../ui/problem-text.js';
import { saveFile } from '../../ui/save-file.js';
import { visibleFileName } from '../../ui/visible-text.js';
import { viewOf } from './attachment-view.js';
import { type ShownFile, useShownFile } from './use-shown-file.js';
import { ChevronBackwardRegular, ChevronForwardRegular } from '../../ui/direction-icons.js';

const useStyles = makeStyles({
  surface: {
    width: 'min(1200px, 96vw)',
    maxWidth: 'none',
    height: '94vh',
    maxHeight: 'none',
    padding: 0,
    overflow: 'hidden',
    '@media (max-width: 759px)': { width: '100vw', height: '100dvh', borderRadius: 0 },
  },
  body: { height: '100%', maxHeight: 'none', display: 'flex', flexDirection: 'column', gap: 0 },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: '4px',
    padding: '6px 8px 6px 16px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
  },
  title: {
    flexGrow: 1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
  },
  count: { color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap', padding: '0 8px' },
  stage: {
    flexGrow: 1,
    minHeight: 0,
    overflow: 'auto',
    display: 'flex',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  middle: {
    margin: 'auto',
    padding: '24px',
    textAlign: 'center',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
  },
  bar: { width: 'min(320px, 70vw)' },
  picture: { margin: 'auto', maxWidth: '100%', maxHeight: '100%', objectFit: 'contain' },
  full: { maxWidth: 'none', maxHeight: 'none' },
  zoom: {
    display: 'flex',
    flexGrow: 1,
    minWidth: 0,
    minHeight: 0,
    padding: 0,
    border: 'none',
    backgroundColor: 'transparent',
    cursor: 'zoom-in',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  zoomed: { cursor: 'zoom-out', minWidth: 'max-content', minHeight: 'max-content' },
  frame: { flexGrow: 1, border: 'none', width: '100%' },
  text: {
    margin: 0,
    padding: '16px',
    flexGrow: 1,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    backgroundColor: tokens.colorNeutralBackground1,
    overflow: 'auto',
  },
});

interface AttachmentViewerProps {
  readonly messageId: string;
  /** The attachments that can be shown. */
  readonly attachments: readonly Attachment[];
  readonly firstId: string;
  readonly onClose: () => void;
}

/** Shows one attachment at a time in full size. The arrow keys or the buttons of the bar change to the next one. */
export function AttachmentViewer({
  messageId,
  attachments,
  firstId,
  onClose,
}: AttachmentViewerProps): ReactElement | null {
  const styles = useStyles();
  const [shownId, setShownId] = useState(firstId);
  const at = Math.max(
    0,
    attachments.findIndex(({ id }) => id === shownId),
  );
  const attachment = attachments[at];
  const file = useShownFile(messageId, attachment);
  if (attachment === undefined) {
    return null;
  }
  const name = visibleFileName(attachment.name);
  const go = (steps: number): void => {
    const next = attachments[(at + steps + attachments.length) % attachments.length];
    if (next !== undefined) {
      setShownId(next.id);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Also while a button's tooltip is open, which would handle the key itself.
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    }
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey || attachments.length < 2) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    go(isRtl ? -steps : steps);
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <DialogSurface className={styles.surface} onKeyDown={onKeyDown} data-testid="attachment-viewer">
        <DialogBody className={styles.body}>
          <div className={styles.head}>
            <DialogTitle className={styles.title} dir="auto" title={name} action={null}>
              {name}
            </DialogTitle>
            {attachments.length < 2 ? null : (
              <>
                <Tooltip content={t('Previous')} relationship="label">
                  <Button
                    appearance="subtle"
                    icon={<ChevronBackwardRegular />}
                    onClick={() => {
                      go(-1);
                    }}
                  />
                </Tooltip>
                <Text size={200} className={styles.count} role="status">
                  {t('{number} of {total}', { number: at + 1, total: attachments.length })}
                </Text>
                <Tooltip content={t('Next')} relationship="label">
                  <Button
                    appearance="subtle"
                    icon={<ChevronForwardRegular />}
                    onClick={() => {
                      go(1);
                    }}
                  />
                </Tooltip>
              </>
            )}
            <Tooltip content={t('Download')} relationship="label">
              <Button
                appearance="subtle"
                icon={<ArrowDownloadRegular />}
                disabled={file.blob === undefined}
                onClick={() => {
                  if (file.blob !== undefined) {
                    saveFile(file.blob, attachment.name);
                  }
                }}
              />
            </Tooltip>
            <Tooltip content={t('Close')} relationship="label">
              <Button appearance="subtle" icon={<DismissRegular />} onClick={onClose} />
            </Tooltip>
          </div>
          <div className={styles.stage}>
            <Stage key={attachment.id} name={name} attachment={attachment} file={file} />
          </div>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

interface StageProps {
  readonly name: string;
  readonly attachment: Attachment;
  readonly file: ShownFile;
}

function Stage({ name, attachment, file }: StageProps): ReactElement {
  const styles = useStyles();
  const [isFull, setFull] = useState(false);
  const [isBroken, setBroken] = useState(false);
  if (file.error !== undefined) {
    const { title, text } = problemText(file.error);
    return (
      <div className={styles.middle} role="alert">
        <Text weight="semibold">{title}</Text>
        <Text>{text}</Text>
        <Button onClick={file.retry}>{t('Try again')}</Button>
      </div>
    );
  }
  if (file.blob === undefined) {
    return (
      <div className={styles.middle}>
        <Text>{t('Loading…')}</Text>
        <ProgressBar
          className={styles.bar}
          aria-label={t('Loading {name}', { name })}
          {...(file.progress === undefined ? {} : { value: file.progress })}
        />
      </div>
    );
  }
  const view = viewOf(attachment);
  if (view === 'text') {
    return (
      <pre className={styles.text} tabIndex={0} aria-label={name} dir="auto">
        {file.text}
      </pre>
    );
  }
  if (view === 'pdf' && navigator.pdfViewerEnabled) {
    return <iframe className={styles.frame} title={name} src={file.url} />;
  }
  if (view !== 'picture' || isBroken) {
    return (
      <div className={styles.middle}>
        <Text>{view === 'pdf' ? t('This browser doesn’t show PDFs.') : t('This picture can’t be shown.')}</Text>
        <Text>{t('Download it to open it.')}</Text>
      </div>
    );
  }
  return (
    <button
      type="button"
      className={mergeClasses(styles.zoom, isFull && styles.zoomed)}
      aria-label={isFull ? t('{name}: fit to the window', { name }) : t('{name}: show full size', { name })}
      onClick={() => {
        setFull(!isFull);
      }}
    >
      <img
        className={mergeClasses(styles.picture, isFull && styles.full)}
        src={file.url}
        alt={name}
        onError={() => {
          setBroken(true);
        }}
      />
    </button>
  );
}
