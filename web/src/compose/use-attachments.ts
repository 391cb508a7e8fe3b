import { useNotify } from '../platform/notify.js';
import { formatBytes } from '../ui/bytes.js';
import { MAX_ATTACHMENT_BYTES, totalSize } from './attachment-limits.js';
import type { DraftAttachment } from './draft.js';
import { putFile, removeFile } from './file-store.js';
import type { DraftHandle } from './use-draft.js';

interface Attachments {
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (attachment: DraftAttachment) => void;
}

export function useAttachments(userId: string, handle: DraftHandle): Attachments {
  const notify = useNotify();
  const add = async (files: readonly File[]): Promise<void> => {
    for (const file of files) {
      const { id: draftId, attachments } = handle.flush();
      if (totalSize(attachments) + file.size > MAX_ATTACHMENT_BYTES) {
        notify({
          title: `“${file.name}” is too large`,
          body: `Attachments may have ${formatBytes(MAX_ATTACHMENT_BYTES)} together. Send a link to the file instead.`,
          intent: 'error',
          timeoutMs: 10_000,
        });
        continue;
      }
      const attachment = {
        id: crypto.randomUUID(),
        name: file.name,
        contentType: file.type === '' ? 'application/octet-stream' : file.type,
        size: file.size,
      };
      try {
        await putFile(userId, draftId, attachment.id, file);
        handle.change({ attachments: [...handle.flush().attachments, attachment] });
      } catch {
        notify({
          title: `“${file.name}” could not be attached`,
          body: 'The browser’s storage is full.',
          intent: 'error',
        });
      }
    }
  };
  return {
    add: (files) => void add([...files]),
    remove: (attachment) => {
      const draft = handle.flush();
      handle.change({ attachments: draft.attachments.filter((one) => one.id !== attachment.id) });
      void removeFile(userId, draft.id, attachment.id).catch(() => undefined);
    },
  };
}
