import { Button, ProgressBar, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement } from 'react';
import type { Attachment } from '../client/index.js';
import { formatBytes } from '../ui/bytes.js';
import { FileIcon } from '../ui/file-icon.js';
import { visibleFileName } from '../ui/visible-text.js';
import { useAttachmentDownload } from './use-attachment-download.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
  },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minWidth: '200px',
    maxWidth: '280px',
    padding: '6px 6px 6px 10px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  icon: { fontSize: '24px', lineHeight: 0, color: tokens.colorBrandForeground1 },
  text: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
  size: { color: tokens.colorNeutralForeground2 },
});

interface AttachmentListProps {
  readonly messageId: string;
  readonly attachments: readonly Attachment[];
}

export function AttachmentList({ messageId, attachments }: AttachmentListProps): ReactElement | null {
  const styles = useStyles();
  const shown = attachments.filter((attachment) => !attachment.isInline);
  if (shown.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Attachments">
      {shown.map((attachment) => (
        <AttachmentItem key={attachment.id} messageId={messageId} attachment={attachment} />
      ))}
    </ul>
  );
}

interface AttachmentItemProps {
  readonly messageId: string;
  readonly attachment: Attachment;
}

function AttachmentItem({ messageId, attachment }: AttachmentItemProps): ReactElement {
  const styles = useStyles();
  const { progress, start, cancel } = useAttachmentDownload(messageId, attachment);
  const isRunning = progress !== undefined;
  const name = visibleFileName(attachment.name);
  return (
    <li className={styles.item}>
      <span className={styles.icon}>
        <FileIcon contentType={attachment.contentType} />
      </span>
      <span className={styles.text}>
        <Text truncate wrap={false} dir="auto" title={name}>
          {name}
        </Text>
        {isRunning ? (
          <ProgressBar aria-label={`Downloading ${name}`} value={progress} />
        ) : (
          <Text size={200} className={styles.size}>
            {formatBytes(attachment.size)}
          </Text>
        )}
      </span>
      {isRunning ? (
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={`Cancel download of ${name}`}
          onClick={cancel}
        />
      ) : (
        <Button appearance="subtle" icon={<ArrowDownloadRegular />} aria-label={`Download ${name}`} onClick={start} />
      )}
    </li>
  );
}
