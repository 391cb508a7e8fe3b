import { client } from '../platform/services.js';
import { type Draft, type DraftAttachment, unusedPictures } from './draft.js';
import { DraftUploads, isTransient } from './draft-uploads.js';
import { getFile, removeFile, removeFiles } from './file-store.js';
import { removeUploaded, uploadOnce } from './mailbox-files.js';

/** As long as the deletion can be undone. */
const undoableMs = 30_000;

export interface WorkingFilesPorts {
  readonly userId: string;
  readonly current: () => Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Stores the draft on this device. */
  readonly tryStore: () => void;
  /** The id of the draft in the mailbox. The draft is created first when it doesn't exist. */
  readonly mailboxId: () => Promise<string>;
  /** Whether the mailbox may be changed now. */
  readonly mayWrite: () => boolean;
}

/** The files of a draft that is being edited. A file is stored on this device until the mailbox has it. */
export class WorkingFiles {
  readonly uploads = new DraftUploads({
    upload: async (file, options) => {
      const { userId, current, mailboxId } = this.ports;
      const content = await getFile(userId, this.#draftId, file.id);
      if (content === undefined) {
        throw new Error('The file is no longer on this device.');
      }
      const id = await mailboxId();
      options.signal.throwIfAborted();
      const mayHaveArrived = this.#tried.has(file.id);
      this.#tried.add(file.id);
      return uploadOnce(file, content, { mailboxId: id, draft: current(), mayHaveArrived }, options);
    },
    onUploaded: (file, attachment) => {
      this.#uploaded(file, attachment.id);
    },
  });
  /** Files whose upload got no response and that may be in the mailbox, including uploads of earlier pages. */
  readonly #tried: Set<string>;
  readonly #draftId: string;

  constructor(private readonly ports: WorkingFilesPorts) {
    const { id, mailbox, attachments } = ports.current();
    this.#draftId = id;
    this.#tried = new Set(mailbox === undefined ? [] : attachments.map((file) => file.id));
  }

  /** Uploads files that are only on this device, if the user permits it. */
  start(): void {
    if (this.ports.mayWrite()) {
      this.#startAll(() => true);
    }
  }

  /** Starts uploads that waited for the network or a permission. */
  resume(): void {
    if (this.ports.mayWrite()) {
      this.#startAll((file) => {
        const state = this.uploads.states.get().get(file.id);
        return state === undefined || (state.kind === 'failed' && isTransient(state.error));
      });
    }
  }

  /** Resolves when the mailbox has all files. */
  async finish(): Promise<void> {
    this.#startAll(() => true);
    await this.uploads.finish();
  }

  /** Removes the file from the draft and from the mailbox. When the mailbox refuses, this throws and the file stays in the draft. */
  async detach(file: DraftAttachment, { quiet = false }: { readonly quiet?: boolean } = {}): Promise<void> {
    const { userId, current, change } = this.ports;
    const state = this.uploads.states.get().get(file.id);
    this.uploads.cancel(file.id);
    const { mailbox, attachments, leaving } = current();
    const left = attachments.filter((one) => one.id !== file.id);
    change({ attachments: left, leaving: mailbox === undefined ? leaving : [...without(leaving, file), file] });
    const mayHaveArrived = state?.kind === 'running' && state.fraction === 1;
    const draft = current();
    try {
      if (mailbox !== undefined) {
        await removeUploaded(file, { mailboxId: mailbox.id, draft, mayHaveArrived }, quiet);
      }
    } catch (error) {
      const now = current();
      // In the outbox the file stays removed: the attempt to send removes it in the mailbox first.
      if (now.sending === undefined) {
        change({ attachments: [...now.attachments, file], leaving: without(now.leaving, file) });
      }
      throw error;
    }
    change({ leaving: without(current().leaving, file) });
    await removeFile(userId, this.#draftId, file.id).catch(() => undefined);
  }

  /** Before sending, deletes removed files and pictures that the text no longer shows. Throws when the mailbox refuses. */
  async dropUnused(): Promise<void> {
    for (const file of this.ports.current().leaving) {
      await this.detach(file, { quiet: true });
    }
    for (const picture of unusedPictures(this.ports.current())) {
      await this.detach(picture, { quiet: true });
    }
  }

  /** Cancels all uploads. */
  stop(): void {
    this.uploads.cancelAll();
  }

  /** Deletes the files that are stored on this device. */
  remove(): void {
    void removeFiles(this.ports.userId, this.#draftId).catch(() => undefined);
  }

  /** Deletes them later, unless the returned function is called before. */
  removeLater(): () => void {
    const timer = setTimeout(() => {
      this.remove();
    }, undoableMs);
    return () => {
      clearTimeout(timer);
    };
  }

  #startAll(isIncluded: (file: DraftAttachment) => boolean): void {
    for (const file of this.ports.current().attachments) {
      if (file.remoteId === undefined && isIncluded(file)) {
        this.uploads.start(file);
      }
    }
  }

  #uploaded(file: DraftAttachment, remoteId: string): void {
    const { userId, current, change, tryStore } = this.ports;
    const { attachments, mailbox } = current();
    if (!attachments.some((one) => one.id === file.id)) {
      // Removed while its last byte arrived.
      if (mailbox !== undefined) {
        void client.mail.drafts.detach(mailbox.id, remoteId, { quiet: true }).catch(() => undefined);
      }
      return;
    }
    change({ attachments: attachments.map((one) => (one.id === file.id ? { ...one, remoteId } : one)) });
    tryStore();
    void removeFile(userId, this.#draftId, file.id).catch(() => undefined);
  }
}

function without(files: readonly DraftAttachment[], { id }: DraftAttachment): DraftAttachment[] {
  return files.filter((one) => one.id !== id);
}
