import { client } from '../platform/services.js';
import { type Draft, type DraftAttachment, unusedPictures } from './draft.js';
import { DraftUploads, isTransient } from './draft-uploads.js';
import { getFile, removeFile, removeFiles } from './file-store.js';
import { putIn, takeOut } from './mailbox-files.js';

/** As long as throwing away can be undone. */
const keepFilesMs = 30_000;

export interface WorkingFilesPorts {
  readonly userId: string;
  readonly current: () => Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Stores the draft on this device. */
  readonly keep: () => void;
  /** Of the draft in the mailbox, which is made first where there is none. */
  readonly mailboxId: () => Promise<string>;
  /** Whether anything may be brought into the mailbox now. */
  readonly mayWrite: () => boolean;
}

/** The files of a draft somebody is at work on: on this device until the mailbox has them. */
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
      return putIn(file, content, { mailboxId: id, draft: current(), mayHaveArrived }, options);
    },
    onUploaded: (file, attachment) => {
      this.#uploaded(file, attachment.id);
    },
  });
  /** Files that may be in the mailbox without an answer, also to a page before this one. */
  readonly #tried: Set<string>;
  readonly #draftId: string;

  constructor(private readonly ports: WorkingFilesPorts) {
    const { id, mailbox, attachments } = ports.current();
    this.#draftId = id;
    this.#tried = new Set(mailbox === undefined ? [] : attachments.map((file) => file.id));
  }

  /** Files that are only on this device go to the mailbox, where the user allows it. */
  start(): void {
    if (this.ports.mayWrite()) {
      this.#startAll(() => true);
    }
  }

  /** What waited for the network or a permission goes on. */
  resume(): void {
    if (this.ports.mayWrite()) {
      this.#startAll((file) => {
        const state = this.uploads.states.get().get(file.id);
        return state === undefined || (state.kind === 'failed' && isTransient(state.error));
      });
    }
  }

  /** Until the mailbox has all of them. */
  async finish(): Promise<void> {
    this.#startAll(() => true);
    await this.uploads.finish();
  }

  /** Out of the draft, here and in the mailbox. It is back when the mailbox keeps it, which throws. */
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
        await takeOut(file, { mailboxId: mailbox.id, draft, mayHaveArrived }, quiet);
      }
    } catch (error) {
      const now = current();
      // In the outbox it isn't a file of the message any more: the attempt to send it takes it out first.
      if (now.sending === undefined) {
        change({ attachments: [...now.attachments, file], leaving: without(now.leaving, file) });
      }
      throw error;
    }
    change({ leaving: without(current().leaving, file) });
    await removeFile(userId, this.#draftId, file.id).catch(() => undefined);
  }

  /** Before it is sent: what was taken out, and what nobody sees in the text, doesn't go along. Throws when the mailbox keeps it. */
  async dropUnused(): Promise<void> {
    for (const file of this.ports.current().leaving) {
      await this.detach(file, { quiet: true });
    }
    for (const picture of unusedPictures(this.ports.current())) {
      await this.detach(picture, { quiet: true });
    }
  }

  /** Nothing is on its way any more. */
  stop(): void {
    this.uploads.cancelAll();
  }

  /** None of them is stored on this device any more. */
  remove(): void {
    void removeFiles(this.ports.userId, this.#draftId).catch(() => undefined);
  }

  /** The same, unless the answer is called in time. */
  removeLater(): () => void {
    const timer = setTimeout(() => {
      this.remove();
    }, keepFilesMs);
    return () => {
      clearTimeout(timer);
    };
  }

  #startAll(isMeant: (file: DraftAttachment) => boolean): void {
    for (const file of this.ports.current().attachments) {
      if (file.remoteId === undefined && isMeant(file)) {
        this.uploads.start(file);
      }
    }
  }

  #uploaded(file: DraftAttachment, remoteId: string): void {
    const { userId, current, change, keep } = this.ports;
    const { attachments, mailbox } = current();
    if (!attachments.some((one) => one.id === file.id)) {
      // Taken out while its last byte arrived.
      if (mailbox !== undefined) {
        void client.mail.drafts.detach(mailbox.id, remoteId, { quiet: true }).catch(() => undefined);
      }
      return;
    }
    change({ attachments: attachments.map((one) => (one.id === file.id ? { ...one, remoteId } : one)) });
    keep();
    void removeFile(userId, this.#draftId, file.id).catch(() => undefined);
  }
}

function without(files: readonly DraftAttachment[], { id }: DraftAttachment): DraftAttachment[] {
  return files.filter((one) => one.id !== id);
}
