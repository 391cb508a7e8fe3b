import { Button, ProgressBar, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement } from 'react';
import { t } from '../texts/t.js';
import { formatBytes } from '../ui/bytes.js';
import { FileIcon } from '../ui/file-icon.js';
import { visibleFileName } from '../ui/visible-text.js';
import { problemText } from '../ui/problem-text.js';
import type { DraftAttachment } from '../drafts/draft.js';
import type { UploadState } from '../drafts/draft-uploads.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: '8px 0',
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
  },
  chip: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    width: '260px',
    minHeight: '48px',
    padding: '4px 4px 4px 10px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    boxSizing: 'border-box',
    '@media (max-width: 759px)': { width: '100%' },
  },
  failed: { border: `1px solid ${tokens.colorStatusDangerBorder1}` },
  icon: { fontSize: '24px', lineHeight: 0, color: tokens.colorBrandForeground1, flexShrink: 0 },
  text: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column', gap: '2px' },
  state: { color: tokens.colorNeutralForeground2 },
  error: { color: tokens.colorStatusDangerForeground1 },
});

interface AttachmentChipsProps {
  readonly attachments: readonly DraftAttachment[];
  readonly forwarded: readonly DraftAttachment[];
  readonly uploads: ReadonlyMap<string, UploadState>;
  readonly onRemove: (attachment: DraftAttachment) => void;
  readonly onRetry: (attachment: DraftAttachment) => void;
}

export function AttachmentChips(props: AttachmentChipsProps): ReactElement | null {
  const { attachments, forwarded, uploads, onRemove, onRetry } = props;
  const styles = useStyles();
  if (attachments.length + forwarded.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label={t('Attachments')}>
      {[...forwarded, ...attachments].map((attachment) => (
        <AttachmentChip
          key={attachment.id}
          attachment={attachment}
          upload={uploads.get(attachment.id)}
          onRemove={forwarded.includes(attachment) ? undefined : onRemove}
          onRetry={onRetry}
        />
      ))}
    </ul>
  );
}

interface AttachmentChipProps {
  readonly attachment: DraftAttachment;
  readonly upload: UploadState | undefined;
  readonly onRemove: ((attachment: DraftAttachment) => void) | undefined;
  readonly onRetry: (attachment: DraftAttachment) => void;
}

function AttachmentChip({ attachment, upload, onRemove, onRetry }: AttachmentChipProps): ReactElement {
  const styles = useStyles();
  const { size, contentType } = attachment;
  const name = visibleFileName(attachment.name);
  const isOnItsWay = upload?.kind === 'running' || upload?.kind === 'waiting';
  return (
    <li className={styles.chip} data-upload={upload?.kind ?? 'done'}>
      <span className={styles.icon}>
        <FileIcon contentType={contentType} />
      </span>
      <span className={styles.text}>
        <Text truncate wrap={false} dir="auto" title={name}>
          {name}
        </Text>
        <UploadText upload={upload} size={size} />
        {upload?.kind === 'running' ? (
          <ProgressBar aria-label={t('Uploading {name}', { name })} value={upload.fraction} />
        ) : null}
      </span>
      {upload?.kind === 'failed' ? (
        <Button
          appearance="subtle"
          size="small"
          icon={<ArrowClockwiseRegular />}
          aria-label={t('Upload {name} again', { name })}
          onClick={() => {
            onRetry(attachment);
          }}
        />
      ) : null}
      {onRemove === undefined ? null : (
        <Button
          appearance="subtle"
          size="small"
          icon={<DismissRegular />}
          aria-label={isOnItsWay ? t('Cancel upload of {name}', { name }) : t('Remove {name}', { name })}
          onClick={() => {
            onRemove(attachment);
          }}
        />
      )}
    </li>
  );
}

function UploadText({
  upload,
  size,
}: {
  readonly upload: UploadState | undefined;
  readonly size: number;
}): ReactElement {
  const styles = useStyles();
  switch (upload?.kind) {
    case undefined:
      return (
        <Text size={200} className={styles.state}>
          {formatBytes(size)}
        </Text>
      );
    case 'waiting':
      return (
        <Text size={200} className={styles.state}>
          {t('Waiting · {size}', { size: formatBytes(size) })}
        </Text>
      );
    case 'running':
      return (
        <Text size={200} className={styles.state}>
          {t('{percent} % of {size}', { percent: Math.floor(upload.fraction * 100), size: formatBytes(size) })}
        </Text>
      );
    case 'failed':
      return (
        <Text size={200} role="alert" className={styles.error}>
          {t('Not uploaded. {reason}.', { reason: problemText(upload.error).title })}
        </Text>
      );
  }
}
