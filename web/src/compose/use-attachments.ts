import { isInteraction, problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { t } from '../texts/t.js';
import { formatBytes } from '../ui/bytes.js';
import { problemText } from '../ui/problem-text.js';
import { visibleFileName } from '../ui/visible-text.js';
import { MAX_FILE_BYTES } from '../drafts/attachment-limits.js';
import type { DraftAttachment } from '../drafts/draft.js';
import { putFile } from '../drafts/file-store.js';
import type { DraftHandle } from './use-draft.js';

export interface Attachments {
  readonly add: (files: Iterable<File>) => void;
  /** A picture in the text. False when it could not be kept, which is said. */
  readonly addPicture: (picture: File, contentId: string) => Promise<boolean>;
  readonly remove: (attachment: DraftAttachment) => void;
  /** Once more, after an upload that failed. */
  readonly retry: (attachment: DraftAttachment) => void;
}

/** Files are kept on this device until the mailbox has them, so that a reload does not lose them. */
export function useAttachments({ working, store, change }: DraftHandle): Attachments {
  const notify = useNotify();
  const keep = async (file: File, contentId?: string): Promise<boolean> => {
    const name = visibleFileName(file.name);
    if (file.size > MAX_FILE_BYTES) {
      notify({
        title: t('“{name}” is too large', { name }),
        body: t('A file may have {size}. Send a link to it instead.', { size: formatBytes(MAX_FILE_BYTES) }),
        intent: 'error',
        timeoutMs: 10_000,
      });
      return false;
    }
    const attachment = {
      id: crypto.randomUUID(),
      name: file.name,
      contentType: file.type === '' ? 'application/octet-stream' : file.type,
      size: file.size,
      contentId,
    };
    try {
      await putFile(working.userId, working.id, attachment.id, file);
    } catch {
      notify({
        title: t('“{name}” could not be attached', { name }),
        body: t('The browser’s storage is full.'),
        intent: 'error',
      });
      return false;
    }
    change({ attachments: [...working.current.get().attachments, attachment] });
    store();
    working.startUploads();
    return true;
  };
  const add = async (files: readonly File[]): Promise<void> => {
    for (const file of files) await keep(file);
  };
  const remove = async (attachment: DraftAttachment): Promise<void> => {
    try {
      await working.detach(attachment);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) return;
      notify({
        title: t('“{name}” could not be removed', { name: visibleFileName(attachment.name) }),
        body: problemText(error).text,
        intent: 'error',
      });
    }
  };
  return {
    add: (files) => void add([...files]),
    addPicture: keep,
    remove: (attachment) => void remove(attachment),
    retry: (attachment) => {
      working.uploads.start(attachment);
    },
  };
}
