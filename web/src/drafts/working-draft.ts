import { isGranted } from '../platform/permissions.js';
import { client } from '../platform/services.js';
import { requireSameUser } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import {
  type Draft,
  type DraftAttachment,
  type DraftContent,
  isBlank,
  isSameContent,
  isUnsaved,
  unusedPictures,
  withoutContent,
} from './draft.js';
import { DraftSaver } from './draft-saver.js';
import { loadDraft, removeDraft, saveDraft } from './draft-store.js';
import { DraftUploads, isTransient } from './draft-uploads.js';
import { getFile, removeFile, removeFiles } from './file-store.js';
import { restoreDraft, deleteMailboxDraft } from './mailbox-drafts.js';
import { uploadOnce, removeUploaded } from './mailbox-files.js';
import { MailboxWriter } from './mailbox-writer.js';

const storeAfterMs = 300;
/** As long as the deletion can be undone. */
const undoableMs = 30_000;

/** What another tab has done to this draft. */
export type Elsewhere = 'nothing' | 'written' | 'closed';

/** A draft that is being edited. It is stored on this device at once, and in the mailbox a moment later. It outlives its editor. */
export class WorkingDraft {
  readonly current;
  readonly elsewhere = createStore<Elsewhere>('nothing');
  /** Incremented when another tab has changed the text: the editor is created anew. */
  readonly revision = createStore(0);
  /** Names of files that were deleted together with the draft in the mailbox. */
  readonly lostFiles = createStore<readonly string[]>([]);
  readonly saver = new DraftSaver({
    save: async ({ quiet }) => {
      await requireSameUser(this.userId);
      await this.#writer.save(quiet);
      this.tryStore();
    },
    isAllowed: () => this.#mayWrite(),
  });
  readonly uploads = new DraftUploads({
    upload: async (file, options) => {
      const content = await getFile(this.userId, this.id, file.id);
      if (content === undefined) {
        throw new Error('The file is no longer on this device.');
      }
      const mailboxId = await this.#mailboxId();
      options.signal.throwIfAborted();
      const mayHaveArrived = this.#tried.has(file.id);
      this.#tried.add(file.id);
      return uploadOnce(file, content, { mailboxId, draft: this.current.get(), mayHaveArrived }, options);
    },
    onUploaded: (file, attachment) => {
      this.#uploaded(file, attachment.id);
    },
  });
  readonly #writer: MailboxWriter;
  /** Files whose upload got no response and that may be in the mailbox, including uploads of earlier pages. */
  readonly #tried: Set<string>;
  #storeTimer: ReturnType<typeof setTimeout> | undefined;
  #isStored = true;
  #isClosed = false;

  /** `saved`: the content that the mailbox is known to have. */
  constructor(
    readonly userId: string,
    draft: Draft,
    saved?: DraftContent,
  ) {
    this.current = createStore(draft);
    this.#tried = new Set(draft.mailbox === undefined ? [] : draft.attachments.map((file) => file.id));
    this.#writer = new MailboxWriter(
      {
        current: this.current.get,
        stored: () => loadDraft(userId, draft.id),
        set: (next) => {
          this.#set(next);
        },
        onLostFiles: this.lostFiles.set,
      },
      saved,
    );
    if (draft.isTouched && draft.mailbox?.isCurrent !== true && !isBlank(draft)) {
      this.saver.edited();
    }
    this.startUploads();
  }

  get id(): string {
    return this.current.get().id;
  }

  /** Whether all text and files are saved in the mailbox. */
  get isSettled(): boolean {
    return this.#isClosed || !isUnsaved(this.current.get());
  }

  /** A message in the outbox can't be changed until its sending is cancelled. */
  change(change: Partial<Draft>): void {
    const isSending = this.current.get().sending !== undefined;
    const isCancelled = isSending && 'sending' in change && change.sending === undefined;
    this.#change(isSending && !isCancelled ? withoutContent(change) : change);
    if (isCancelled) {
      this.flush();
    }
  }

  #change(change: Partial<Draft>): void {
    const before = this.current.get();
    const next = { ...before, ...change, updatedAt: Date.now() };
    if (isSameContent(before, next)) {
      this.#set(next);
      return;
    }
    const mailbox = before.mailbox === undefined ? undefined : { ...before.mailbox, isCurrent: false };
    this.#set({ ...next, isTouched: true, mailbox });
    if (!isBlank(this.current.get())) {
      this.saver.edited();
    }
  }

  /** Stores pending changes on this device. Throws when its storage is full. */
  store(): Draft {
    clearTimeout(this.#storeTimer);
    const draft = this.current.get();
    if (!this.#isStored && !this.#isClosed) {
      saveDraft(this.userId, draft);
    }
    this.#isStored = true;
    return draft;
  }

  /** Returns false when the storage is full: then only this page has the draft. */
  tryStore(): boolean {
    try {
      this.store();
      return true;
    } catch {
      return false;
    }
  }

  /** Uploads files that are only on this device, if the user permits it. */
  startUploads(): void {
    if (!this.#mayWrite() || this.#isClosed) {
      return;
    }
    for (const file of this.current.get().attachments) {
      if (file.remoteId === undefined) {
        this.uploads.start(file);
      }
    }
  }

  /** The network or a permission is available again: waiting saves and uploads continue. */
  flush(): void {
    this.saver.flush();
    for (const file of this.current.get().attachments) {
      const state = this.uploads.states.get().get(file.id);
      const waits = state === undefined || (state.kind === 'failed' && isTransient(state.error));
      if (file.remoteId === undefined && waits && this.#mayWrite()) {
        this.uploads.start(file);
      }
    }
  }

  /** Resolves with the draft's id in the mailbox when the mailbox has all of it. */
  async finish(): Promise<string> {
    this.tryStore();
    await this.saver.finish();
    for (const file of this.current.get().attachments) {
      if (file.remoteId === undefined) {
        this.uploads.start(file);
      }
    }
    await this.uploads.finish();
    return this.#mailboxId();
  }

  /** Removes the file from the draft and from the mailbox. When the mailbox refuses, this throws and the file stays in the draft. */
  async detach(file: DraftAttachment, { quiet = false }: { readonly quiet?: boolean } = {}): Promise<void> {
    const state = this.uploads.states.get().get(file.id);
    this.uploads.cancel(file.id);
    const { mailbox, attachments, leaving } = this.current.get();
    const left = attachments.filter((one) => one.id !== file.id);
    this.#change({ attachments: left, leaving: mailbox === undefined ? leaving : [...without(leaving, file), file] });
    const mayHaveArrived = state?.kind === 'running' && state.fraction === 1;
    const draft = this.current.get();
    try {
      if (mailbox !== undefined) {
        await removeUploaded(file, { mailboxId: mailbox.id, draft, mayHaveArrived }, quiet);
      }
    } catch (error) {
      const now = this.current.get();
      // In the outbox the file stays removed: the attempt to send removes it in the mailbox first.
      if (now.sending === undefined) {
        this.#change({ attachments: [...now.attachments, file], leaving: without(now.leaving, file) });
      }
      throw error;
    }
    this.#change({ leaving: without(this.current.get().leaving, file) });
    await removeFile(this.userId, this.id, file.id).catch(never);
  }

  /** Before sending, deletes removed files and pictures that the text no longer shows. Throws when the mailbox refuses. */
  async dropUnused(): Promise<void> {
    for (const file of this.current.get().leaving) {
      await this.detach(file, { quiet: true });
    }
    for (const picture of unusedPictures(this.current.get())) {
      await this.detach(picture, { quiet: true });
    }
  }

  /** The message was sent: everything stored of it is deleted. */
  close(): void {
    this.#end();
    void removeFiles(this.userId, this.id).catch(() => undefined);
  }

  /**
   * Deletes the draft, here and in the mailbox. Returns a function that restores it, or undefined while the draft is being sent.
   * `onFailure`: the draft is still in the mailbox.
   */
  discard(onFailure: (error: unknown) => void): (() => Promise<void>) | undefined {
    if (this.current.get().sending !== undefined) {
      return undefined;
    }
    this.#end();
    const files = setTimeout(() => void removeFiles(this.userId, this.id).catch(() => undefined), undoableMs);
    const gone = this.saver.settled().then(async () => {
      const { mailbox } = this.current.get();
      if (mailbox !== undefined) {
        await deleteMailboxDraft(mailbox.id).catch(onFailure);
      }
    });
    return async () => {
      clearTimeout(files);
      await gone;
      const draft = this.current.get();
      const isBack = draft.mailbox !== undefined && (await restoreDraft(draft.mailbox.id).then(always, never));
      saveDraft(this.userId, isBack ? draft : { ...draft, isTouched: true, mailbox: undefined });
    };
  }

  /** Takes over what another tab has stored, unless there are changes in this tab too. */
  follow(stored: Draft | undefined): void {
    if (this.#isClosed) {
      return;
    }
    if (stored === undefined) {
      this.#stop();
      // Sent or deleted in the other tab: nothing is in progress here.
      this.current.set({ ...this.current.get(), sending: undefined });
      this.elsewhere.set('closed');
      return;
    }
    const own = this.current.get();
    if (isSameContent(stored, own)) {
      if (own.mailbox === undefined && stored.mailbox !== undefined) {
        this.#set({ ...own, mailbox: stored.mailbox });
      }
      if (own.sending !== stored.sending && this.#isStored) {
        this.current.set({ ...own, sending: stored.sending });
      }
      return;
    }
    this.elsewhere.set('written');
    this.#writer.distrust();
    if (this.saver.isDirty || !this.#isStored) {
      return;
    }
    this.current.set(stored);
    this.revision.set(this.revision.get() + 1);
  }

  /**
   * Takes over the stored version of a message in the outbox, which is the user's latest: another tab may have cancelled, changed and
   * sent it again. Only changes to the same message that this tab could not store stay.
   */
  adopt(stored: Draft): void {
    const own = this.current.get();
    const isSame = own.sending?.key === stored.sending?.key && isSameContent(own, stored);
    if (isSame && !this.#isStored) {
      return;
    }
    clearTimeout(this.#storeTimer);
    this.#isStored = true;
    this.current.set(stored);
    if (isSame) {
      return;
    }
    this.uploads.cancelAll();
    this.#writer.distrust();
    this.saver.edited();
    this.revision.set(this.revision.get() + 1);
  }

  /** While a message is being sent, only the attempt to send it saves it. There is one attempt over all tabs. */
  #mayWrite(): boolean {
    return isGranted('mail.write') && this.current.get().sending === undefined;
  }

  #end(): void {
    this.#stop();
    removeDraft(this.userId, this.id);
  }

  #stop(): void {
    this.#isClosed = true;
    clearTimeout(this.#storeTimer);
    this.saver.stop();
    this.uploads.cancelAll();
  }

  #set(draft: Draft): void {
    this.current.set(draft);
    this.#isStored = false;
    clearTimeout(this.#storeTimer);
    // When the storage is full, the user is notified when they leave the draft.
    this.#storeTimer = setTimeout(() => this.tryStore(), storeAfterMs);
  }

  async #mailboxId(): Promise<string> {
    await this.saver.settled();
    const known = this.current.get().mailbox;
    if (known !== undefined) {
      return known.id;
    }
    this.saver.edited();
    await this.saver.finish();
    const { mailbox } = this.current.get();
    if (mailbox === undefined) {
      throw new Error('The draft was closed.');
    }
    return mailbox.id;
  }

  #uploaded(file: DraftAttachment, remoteId: string): void {
    const { attachments, mailbox } = this.current.get();
    if (!attachments.some((one) => one.id === file.id)) {
      // Removed while its last byte arrived.
      if (mailbox !== undefined) {
        void client.mail.drafts.detach(mailbox.id, remoteId, { quiet: true }).catch(never);
      }
      return;
    }
    this.#change({ attachments: attachments.map((one) => (one.id === file.id ? { ...one, remoteId } : one)) });
    this.tryStore();
    void removeFile(this.userId, this.id, file.id).catch(() => undefined);
  }
}

function without(files: readonly DraftAttachment[], { id }: DraftAttachment): DraftAttachment[] {
  return files.filter((one) => one.id !== id);
}

function always(): boolean {
  return true;
}
function never(): boolean {
  return false;
}
