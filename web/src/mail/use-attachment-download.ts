import { useEffect, useRef, useState } from 'react';
import { type Attachment, isInteraction, problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { client } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { saveFile } from '../ui/save-file.js';

interface AttachmentDownload {
  /** From 0 to 1 while it runs. */
  readonly progress: number | undefined;
  readonly start: () => void;
  readonly cancel: () => void;
}

export function useAttachmentDownload(messageId: string, attachment: Attachment): AttachmentDownload {
  const notify = useNotify();
  const [progress, setProgress] = useState<number>();
  const running = useRef<AbortController>(null);

  useEffect(() => () => running.current?.abort(), []);

  const run = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setProgress(0);
    try {
      const { blob } = await client.mail.attachment(messageId, attachment.id, {
        signal: abort.signal,
        onProgress: (received, total) => {
          setProgress(Math.min(1, received / Math.max(1, total ?? attachment.size)));
        },
      });
      saveFile(blob, attachment.name);
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) return;
      notify({ title: `${attachment.name} could not be downloaded`, body: problemText(error).text, intent: 'error' });
    } finally {
      setProgress(undefined);
    }
  };

  return { progress, start: () => void run(), cancel: () => running.current?.abort() };
}
