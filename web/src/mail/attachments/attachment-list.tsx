import { Button, Link, ProgressBar, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { CloudLinkRegular } from '@fluentui/react-icons/svg/cloud-link';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { type ComponentProps, type ComponentType, type ReactElement, type ReactNode, useState } from 'react';
import type { Attachment } from '../../client/index.js';
import { tPlural, tRich } from '../../texts/messages.js';
import { t } from '../../texts/t.js';
import { formatBytes } from '../../ui/bytes.js';
import { FileIcon } from '../../ui/file-icon.js';
import { visibleFileName } from '../../ui/visible-text.js';
import { VisuallyHidden } from '../../ui/visually-hidden.js';
import { downloadable, viewOf, withThumbnail } from './attachment-view.js';
import type { AttachmentViewer } from './attachment-viewer.js';
import { Thumbnail } from './thumbnail.js';
import { type AttachmentDownload, useArchiveDownload, useAttachmentDownload } from './use-attachment-download.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))',
    gap: tokens.spacingHorizontalS,
  },
  item: {
    display: 'flex',
    alignItems: 'center',
    minWidth: 0,
    minHeight: '56px',
    paddingInlineEnd: '6px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  open: {
    flexGrow: 1,
    minWidth: 0,
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    alignSelf: 'stretch',
    padding: '3px 4px 3px 6px',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: 'transparent',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  icon: {
    flexShrink: 0,
    width: '48px',
    display: 'flex',
    justifyContent: 'center',
    fontSize: '28px',
    lineHeight: 0,
    color: tokens.colorBrandForeground1,
  },
  text: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
  name: { overflowWrap: 'anywhere' },
  muted: { color: tokens.colorNeutralForeground2 },
  all: { alignSelf: 'flex-start', display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  bar: { width: '160px' },
  link: { color: 'inherit', ':hover': { textDecorationLine: 'none' } },
  screenOnly: { '@media print': { display: 'none' } },
});

type Viewer = ComponentType<ComponentProps<typeof AttachmentViewer>>;

interface AttachmentListProps {
  readonly messageId: string;
  readonly attachments: readonly Attachment[];
}

/** The attachments: a click opens what can be shown, and saves the others. */
export function AttachmentList({ messageId, attachments }: AttachmentListProps): ReactElement | null {
  const styles = useStyles();
  const [viewing, setViewing] = useState<{ readonly Viewer: Viewer; readonly id: string }>();
  const shown = attachments.filter((attachment) => !attachment.isInline);
  const files = downloadable(attachments);
  if (shown.length === 0) {
    return null;
  }
  const small = withThumbnail(shown);
  const viewable = shown.filter((attachment) => viewOf(attachment) !== undefined);
  /** False when the viewer can't be loaded, e.g. without a connection. */
  const open = async (id: string): Promise<boolean> => {
    try {
      const { AttachmentViewer: Viewer } = await import('./attachment-viewer.js');
      setViewing({ Viewer, id });
      return true;
    } catch {
      return false;
    }
  };
  return (
    <div className={styles.root}>
      <ul className={styles.list} aria-label={t('Attachments')}>
        {shown.map((attachment) =>
          attachment.kind === 'reference' ? (
            <LinkItem key={attachment.id} attachment={attachment} />
          ) : (
            <FileItem
              key={attachment.id}
              messageId={messageId}
              attachment={attachment}
              hasThumbnail={small.has(attachment)}
              onOpen={viewOf(attachment) === undefined ? undefined : open}
            />
          ),
        )}
      </ul>
      {files.length < 2 ? null : <DownloadAll messageId={messageId} files={files} />}
      {viewing === undefined ? null : (
        <viewing.Viewer
          messageId={messageId}
          attachments={viewable}
          firstId={viewing.id}
          onClose={() => {
            setViewing(undefined);
          }}
        />
      )}
    </div>
  );
}

interface FileItemProps {
  readonly messageId: string;
  readonly attachment: Attachment;
  readonly hasThumbnail: boolean;
  readonly onOpen: ((id: string) => Promise<boolean>) | undefined;
}

function FileItem({ messageId, attachment, hasThumbnail, onOpen }: FileItemProps): ReactElement {
  const styles = useStyles();
  const download = useAttachmentDownload(messageId, attachment);
  const name = visibleFileName(attachment.name);
  const icon = (
    <span className={styles.icon}>
      <FileIcon contentType={attachment.contentType} />
    </span>
  );
  const open = async (): Promise<void> => {
    if (onOpen === undefined || !(await onOpen(attachment.id))) {
      download.start();
    }
  };
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.open}
        title={name}
        onClick={() => {
          void open();
        }}
      >
        {hasThumbnail ? <Thumbnail messageId={messageId} attachment={attachment} instead={icon} /> : icon}
        <span className={styles.text}>
          {tRich(onOpen === undefined ? '<hidden>Save </hidden>{file}' : '<hidden>Open </hidden>{file}', {
            hidden: (text) => <VisuallyHidden>{text}</VisuallyHidden>,
            file: <FileName name={name} />,
          })}
          {download.progress === undefined ? (
            <Text size={200} className={styles.muted}>
              {formatBytes(attachment.size)}
            </Text>
          ) : (
            <ProgressBar aria-label={t('Downloading {name}', { name })} value={download.progress} />
          )}
        </span>
      </button>
      <DownloadButton download={download} name={name} />
    </li>
  );
}

function DownloadButton({
  download,
  name,
}: {
  readonly download: AttachmentDownload;
  readonly name: string;
}): ReactElement {
  const styles = useStyles();
  return download.progress === undefined ? (
    <Button
      className={styles.screenOnly}
      appearance="subtle"
      icon={<ArrowDownloadRegular />}
      aria-label={t('Download {name}', { name })}
      onClick={download.start}
    />
  ) : (
    <Button
      appearance="subtle"
      icon={<DismissRegular />}
      aria-label={t('Cancel download of {name}', { name })}
      onClick={download.cancel}
    />
  );
}

/** A file on another server, such as in OneDrive. */
function LinkItem({ attachment }: { readonly attachment: Attachment }): ReactElement {
  const styles = useStyles();
  const name = visibleFileName(attachment.name);
  const { url } = attachment;
  const content: ReactNode = (
    <>
      <span className={styles.icon}>
        <CloudLinkRegular />
      </span>
      <span className={styles.text}>
        <FileName name={name} />
        <Text size={200} truncate wrap={false} className={styles.muted}>
          {url === null ? t('Unknown link') : t('Link to {host}', { host: new URL(url).hostname })}
        </Text>
      </span>
    </>
  );
  return (
    <li className={styles.item}>
      {url === null ? (
        <span className={styles.open}>{content}</span>
      ) : (
        <Link
          className={mergeClasses(styles.open, styles.link)}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          title={name}
        >
          {content}
        </Link>
      )}
    </li>
  );
}

/** The complete name: its end has the file type, and is not cut off. */
function FileName({ name }: { readonly name: string }): ReactElement {
  const styles = useStyles();
  return (
    <Text className={styles.name} dir="auto">
      {name}
    </Text>
  );
}

interface DownloadAllProps {
  readonly messageId: string;
  readonly files: readonly Attachment[];
}

function DownloadAll({ messageId, files }: DownloadAllProps): ReactElement {
  const styles = useStyles();
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { progress, start, cancel } = useArchiveDownload(messageId, bytes);
  return (
    <div className={mergeClasses(styles.all, styles.screenOnly)}>
      <Button
        size="small"
        appearance="subtle"
        icon={<ArrowDownloadRegular />}
        disabled={progress !== undefined}
        onClick={start}
      >
        {tPlural('{count, plural, one {Download all (# file, {size})} other {Download all (# files, {size})}}', {
          count: files.length,
          size: formatBytes(bytes),
        })}
      </Button>
      {progress === undefined ? null : (
        <>
          <ProgressBar className={styles.bar} aria-label={t('Downloading all files')} value={progress} />
          <Button
            size="small"
            appearance="subtle"
            icon={<DismissRegular />}
            aria-label={t('Cancel download')}
            onClick={cancel}
          />
        </>
      )}
    </div>
  );
}
