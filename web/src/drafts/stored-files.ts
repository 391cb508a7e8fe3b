import { t } from '../texts/t.js';
import { formatBytes } from '../ui/bytes.js';
import { visibleFileName } from '../ui/visible-text.js';
import { maxFileBytes } from './attachment-limits.js';
import type { DraftAttachment } from './draft.js';

export interface NewFile {
  readonly content: File;
  /** Set for a picture in the text. */
  readonly contentId?: string | undefined;
}

/** Identifies a draft's files on this device. */
export interface FileLocation {
  readonly put: (id: string, content: File) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

/** For a picture in the text of a message. */
export function newContentId(): string {
  return `${crypto.randomUUID()}@picture`;
}

/** States to the user why a file isn't attached. */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';

  constructor(
    /** Without a full stop. */
    readonly title: string,
    readonly text: string,
  ) {
    super(`${title}. ${text}`);
  }
}

/** Stores the files on this device: all of them, or none and throws a FileRefusal. */
export async function storeFiles(location: FileLocation, files: readonly NewFile[]): Promise<DraftAttachment[]> {
  for (const { content } of files) {
    if (content.size > maxFileBytes) {
      throw tooLarge(content.name);
    }
  }
  const stored: DraftAttachment[] = [];
  for (const file of files) {
    const attachment = attachmentOf(file);
    try {
      await location.put(attachment.id, file.content);
    } catch {
      await Promise.all(stored.map(({ id }) => location.remove(id).catch(() => undefined)));
      throw noRoom(file.content.name);
    }
    stored.push(attachment);
  }
  return stored;
}

function attachmentOf({ content: { name, type, size }, contentId }: NewFile): DraftAttachment {
  return {
    id: crypto.randomUUID(),
    name,
    contentType: type === '' ? 'application/octet-stream' : type,
    size,
    contentId,
  };
}

function tooLarge(name: string): FileRefusal {
  return new FileRefusal(
    t('“{name}” is too large', { name: visibleFileName(name) }),
    t('A file can be up to {size}. Send a link to it instead.', { size: formatBytes(maxFileBytes) }),
  );
}

function noRoom(name: string): FileRefusal {
  return new FileRefusal(
    t('“{name}” could not be attached', { name: visibleFileName(name) }),
    t('The browser’s storage is full.'),
  );
}
