import { useEffect, useRef, useState } from 'react';
import { type Attachment, type Download, type DownloadOptions, isInteraction, problemOf } from '../../client/index.js';
import { download } from '../../client/download.js';
import { useNotify } from '../../platform/notify.js';
import { client, transport } from '../../platform/services.js';
import { t } from '../../texts/t.js';
import { problemText } from '../../ui/problem-text.js';
import { saveFile } from '../../ui/save-file.js';
import { visibleFileName } from '../../ui/visible-text.js';

export interface AttachmentDownload {
  /** From 0 to 1 while the download runs. */
  readonly progress: number | undefined;
  readonly start: () => void;
  readonly cancel: () => void;
}

export function useAttachmentDownload(messageId: string, attachment: Attachment): AttachmentDownload {
  const { id, name, size, kind } = attachment;
  const fetchFile = async (options: DownloadOptions): Promise<Download> => {
    const { blob, fileName } = await client.mail.attachment(messageId, id, options);
    // Only the service's name for an item of Outlook has the right file extension.
    return { blob, fileName: kind === 'item' ? fileName : undefined };
  };
  return useDownload(fetchFile, name, size);
}

/** All files of a message as one archive. */
export function useArchiveDownload(messageId: string, bytes: number): AttachmentDownload {
  const path = `/api/mail/messages/${encodeURIComponent(messageId)}/attachments.zip`;
  return useDownload((options) => download(transport, path, options), 'attachments.zip', bytes);
}

/** `bytes`: the approximate size, for when the server doesn't send it. */
function useDownload(
  fetchFile: (options: DownloadOptions) => Promise<Download>,
  name: string,
  bytes: number,
): AttachmentDownload {
  const notify = useNotify();
  const [progress, setProgress] = useState<number>();
  const running = useRef<AbortController>(null);

  useEffect(() => () => running.current?.abort(), []);

  const run = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setProgress(0);
    try {
      const { blob, fileName } = await fetchFile({
        signal: abort.signal,
        onProgress: (received, total) => {
          setProgress(Math.min(1, received / Math.max(1, total ?? bytes)));
        },
      });
      saveFile(blob, fileName ?? name);
    } catch (error) {
      if (abort.signal.aborted) {
        return;
      }
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) {
        return;
      }
      notify({
        title: t('We couldn’t download {name}', { name: visibleFileName(name) }),
        body: problemText(error).text,
        intent: 'error',
      });
    } finally {
      setProgress(undefined);
    }
  };

  return { progress, start: () => void run(), cancel: () => running.current?.abort() };
}
