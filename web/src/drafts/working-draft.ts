import { isGranted } from '../platform/permissions.js';
import { requireSameUser } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import { type Draft, type DraftContent, isBlank, isSameContent, isUnsaved, withoutContent } from './draft.js';
import { DraftSaver } from './draft-saver.js';
import { loadDraft, removeDraft, saveDraft } from './draft-store.js';
import { restoreDraft, deleteMailboxDraft } from './mailbox-drafts.js';
import { MailboxWriter } from './mailbox-writer.js';
import { WorkingFiles } from './working-files.js';

const storeAfterMs = 300;

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
  readonly files: WorkingFiles;
  readonly #writer: MailboxWriter;
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
    this.files = new WorkingFiles({
      userId,
      current: this.current.get,
      change: (change) => {
        this.#change(change);
      },
      tryStore: () => {
        this.tryStore();
      },
      mailboxId: () => this.#mailboxId(),
      mayWrite: () => this.#mayWrite() && !this.#isClosed,
    });
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
    this.files.start();
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

  /** The network or a permission is available again: waiting saves and uploads continue. */
  flush(): void {
    this.saver.flush();
    this.files.resume();
  }

  /** Resolves with the draft's id in the mailbox when the mailbox has all of it. */
  async finish(): Promise<string> {
    this.tryStore();
    await this.saver.finish();
    await this.files.finish();
    return this.#mailboxId();
  }

  /** The message was sent: everything stored of it is deleted. */
  close(): void {
    this.#end();
    this.files.remove();
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
    const cancelRemoval = this.files.removeLater();
    const gone = this.saver.settled().then(async () => {
      const { mailbox } = this.current.get();
      if (mailbox !== undefined) {
        await deleteMailboxDraft(mailbox.id).catch(onFailure);
      }
    });
    return async () => {
      cancelRemoval();
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
    this.files.stop();
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
    this.files.stop();
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
}

function always(): boolean {
  return true;
}
function never(): boolean {
  return false;
}
