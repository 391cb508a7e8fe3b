import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement } from 'react';
import { formatBytes } from '../ui/bytes.js';
import { FileIcon } from '../ui/file-icon.js';
import type { DraftAttachment } from './draft.js';

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
    maxWidth: '280px',
    minHeight: '40px',
    padding: '2px 2px 2px 10px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  icon: { fontSize: '20px', lineHeight: 0, color: tokens.colorBrandForeground1 },
  text: { minWidth: 0 },
  size: { color: tokens.colorNeutralForeground2, paddingRight: '8px', flexShrink: 0 },
});

interface AttachmentChipsProps {
  readonly attachments: readonly DraftAttachment[];
  readonly forwarded: readonly DraftAttachment[];
  readonly onRemove: (attachment: DraftAttachment) => void;
}

export function AttachmentChips({ attachments, forwarded, onRemove }: AttachmentChipsProps): ReactElement | null {
  const styles = useStyles();
  if (attachments.length + forwarded.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Attachments">
      {[...forwarded, ...attachments].map((attachment) => (
        <li key={attachment.id} className={styles.chip}>
          <span className={styles.icon}>
            <FileIcon contentType={attachment.contentType} />
          </span>
          <Text truncate wrap={false} className={styles.text} dir="auto" title={attachment.name}>
            {attachment.name}
          </Text>
          <Text size={200} className={styles.size}>
            {formatBytes(attachment.size)}
          </Text>
          {forwarded.includes(attachment) ? null : (
            <Button
              appearance="subtle"
              size="small"
              icon={<DismissRegular />}
              aria-label={`Remove ${attachment.name}`}
              onClick={() => {
                onRemove(attachment);
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
