import { isGranted } from '../platform/permissions.js';
import { requireSameUser } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import { type Draft, type DraftContent, isBlank, isSameContent, isUnsaved, withoutContent } from './draft.js';
import { DraftSaver } from './draft-saver.js';
import { loadDraft, removeDraft, saveDraft } from './draft-store.js';
import { bringBack, deleteMailboxDraft } from './mailbox-drafts.js';
import { MailboxWriter } from './mailbox-writer.js';
import { WorkingFiles } from './working-files.js';

const keepAfterMs = 300;

/** What another tab did to this draft. */
export type Elsewhere = 'nothing' | 'written' | 'closed';

/** A draft somebody is at work on: kept on this device at once, in the mailbox a moment later. It outlives its editor. */
export class WorkingDraft {
  readonly current;
  readonly elsewhere = createStore<Elsewhere>('nothing');
  /** Counts how often the text came from elsewhere: the editor has to be made anew. */
  readonly revision = createStore(0);
  /** Files that went away with the draft in the mailbox. */
  readonly lostFiles = createStore<readonly string[]>([]);
  readonly saver = new DraftSaver({
    save: async ({ quiet }) => {
      await requireSameUser(this.userId);
      await this.#writer.save(quiet);
      this.keep();
    },
    isAllowed: () => this.#mayWrite(),
  });
  readonly files: WorkingFiles;
  readonly #writer: MailboxWriter;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #isKept = true;
  #isClosed = false;

  /** `saved`: what the mailbox is known to say. */
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
      keep: () => {
        this.keep();
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

  /** Whether everything it says and carries is where it belongs. */
  get isSettled(): boolean {
    return this.#isClosed || !isUnsaved(this.current.get());
  }

  /** In the outbox it is as it was sent, until it is taken back. */
  change(change: Partial<Draft>): void {
    const isSending = this.current.get().sending !== undefined;
    const isTakenBack = isSending && 'sending' in change && change.sending === undefined;
    this.#change(isSending && !isTakenBack ? withoutContent(change) : change);
    if (isTakenBack) {
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

  /** Writes to this device what is not yet there. Throws when its storage is full. */
  store(): Draft {
    clearTimeout(this.#keepTimer);
    const draft = this.current.get();
    if (!this.#isKept && !this.#isClosed) {
      saveDraft(this.userId, draft);
    }
    this.#isKept = true;
    return draft;
  }

  /** False when the storage is full: then only this page has it. */
  keep(): boolean {
    try {
      this.store();
      return true;
    } catch {
      return false;
    }
  }

  /** The network or a permission is back: what waited for it goes on. */
  flush(): void {
    this.saver.flush();
    this.files.resume();
  }

  /** Until the mailbox has all of it; its id there. */
  async finish(): Promise<string> {
    this.keep();
    await this.saver.finish();
    await this.files.finish();
    return this.#mailboxId();
  }

  /** It was sent: nothing of it is stored any more. */
  close(): void {
    this.#end();
    this.files.remove();
  }

  /**
   * Takes the draft away, here and in the mailbox; the answer brings it back. Not while it is being sent: then there is no answer.
   * `onFailure`: it still is in the mailbox.
   */
  discard(onFailure: (error: unknown) => void): (() => Promise<void>) | undefined {
    if (this.current.get().sending !== undefined) {
      return undefined;
    }
    this.#end();
    const keepFiles = this.files.removeLater();
    const gone = this.saver.settled().then(async () => {
      const { mailbox } = this.current.get();
      if (mailbox !== undefined) {
        await deleteMailboxDraft(mailbox.id).catch(onFailure);
      }
    });
    return async () => {
      keepFiles();
      await gone;
      const draft = this.current.get();
      const isBack = draft.mailbox !== undefined && (await bringBack(draft.mailbox.id).then(always, never));
      saveDraft(this.userId, isBack ? draft : { ...draft, isTouched: true, mailbox: undefined });
    };
  }

  /** What another tab has stored is taken over, unless something was written here, too. */
  follow(stored: Draft | undefined): void {
    if (this.#isClosed) {
      return;
    }
    if (stored === undefined) {
      this.#stop();
      // Sent or taken away there: nothing of it is under way here.
      this.current.set({ ...this.current.get(), sending: undefined });
      this.elsewhere.set('closed');
      return;
    }
    const own = this.current.get();
    if (isSameContent(stored, own)) {
      if (own.mailbox === undefined && stored.mailbox !== undefined) {
        this.#set({ ...own, mailbox: stored.mailbox });
      }
      if (own.sending !== stored.sending && this.#isKept) {
        this.current.set({ ...own, sending: stored.sending });
      }
      return;
    }
    this.elsewhere.set('written');
    this.#writer.distrust();
    if (this.saver.isDirty || !this.#isKept) {
      return;
    }
    this.current.set(stored);
    this.revision.set(this.revision.get() + 1);
  }

  /**
   * What is stored of a message in the outbox is what the user wanted last: another tab may have taken it back, changed it and sent
   * it again. Only what this tab could not store of the same message stays.
   */
  adopt(stored: Draft): void {
    const own = this.current.get();
    const isSame = own.sending?.key === stored.sending?.key && isSameContent(own, stored);
    if (isSame && !this.#isKept) {
      return;
    }
    clearTimeout(this.#keepTimer);
    this.#isKept = true;
    this.current.set(stored);
    if (isSame) {
      return;
    }
    this.files.stop();
    this.#writer.distrust();
    this.saver.edited();
    this.revision.set(this.revision.get() + 1);
  }

  /** What is being sent is saved by the attempt to send it only, of which there is one over all tabs. */
  #mayWrite(): boolean {
    return isGranted('mail.write') && this.current.get().sending === undefined;
  }

  #end(): void {
    this.#stop();
    removeDraft(this.userId, this.id);
  }

  #stop(): void {
    this.#isClosed = true;
    clearTimeout(this.#keepTimer);
    this.saver.stop();
    this.files.stop();
  }

  #set(draft: Draft): void {
    this.current.set(draft);
    this.#isKept = false;
    clearTimeout(this.#keepTimer);
    // Full: whoever leaves the draft is told.
    this.#keepTimer = setTimeout(() => this.keep(), keepAfterMs);
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
