import { isInteraction, problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { visibleFileName } from '../ui/visible-text.js';
import type { DraftAttachment } from '../drafts/draft.js';
import { putFile, removeFile } from '../drafts/file-store.js';
import { FileRefusal, storeFiles, type NewFile } from '../drafts/stored-files.js';
import type { DraftHandle } from './use-draft.js';

export interface Attachments {
  readonly add: (files: Iterable<File>) => void;
  /** Adds all of these files, or none and throws a FileRefusal. */
  readonly addAll: (files: readonly NewFile[]) => Promise<void>;
  /** Adds a picture of the text. Returns false and shows a notice when it could not be stored. */
  readonly addPicture: (picture: File, contentId: string) => Promise<boolean>;
  readonly remove: (attachment: DraftAttachment) => void;
  /** Uploads again after a failure. */
  readonly retry: (attachment: DraftAttachment) => void;
}

/** Files are stored on this device until the mailbox has them: a reload does not lose them. */
export function useAttachments({ working, store, change }: DraftHandle): Attachments {
  const notify = useNotify();
  const addAll = async (files: readonly NewFile[]): Promise<void> => {
    const { userId, id } = working;
    const location = {
      put: (fileId: string, content: File) => putFile(userId, id, fileId, content),
      remove: (fileId: string) => removeFile(userId, id, fileId),
    };
    const stored = await storeFiles(location, files);
    if (stored.length === 0) {
      return;
    }
    change({ attachments: [...working.current.get().attachments, ...stored] });
    store();
    working.files.start();
  };
  const addOne = async (file: NewFile): Promise<boolean> => {
    try {
      await addAll([file]);
      return true;
    } catch (error) {
      if (!(error instanceof FileRefusal)) {
        throw error;
      }
      notify({ title: error.title, body: error.text, intent: 'error', timeoutMs: 10_000 });
      return false;
    }
  };
  const add = async (files: readonly File[]): Promise<void> => {
    for (const content of files) {
      await addOne({ content });
    }
  };
  const remove = async (attachment: DraftAttachment): Promise<void> => {
    try {
      await working.files.detach(attachment);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) {
        return;
      }
      notify({
        title: t('“{name}” could not be removed', { name: visibleFileName(attachment.name) }),
        body: problemText(error).text,
        intent: 'error',
      });
    }
  };
  return {
    add: (files) => void add([...files]),
    addAll,
    addPicture: (content, contentId) => addOne({ content, contentId }),
    remove: (attachment) => void remove(attachment),
    retry: (attachment) => {
      working.files.uploads.start(attachment);
    },
  };
}
