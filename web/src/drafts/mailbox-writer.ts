import { problemOf } from '../client/index.js';
import { client } from '../platform/services.js';
import { contentOf, type Draft, type DraftContent, isSameContent } from './draft.js';
import { filesOf } from './draft-input.js';
import { createInMailbox, updateInMailbox } from './mailbox-drafts.js';
import { refreshScheduled } from './scheduled-query.js';

export interface MailboxWriterPorts {
  readonly current: () => Draft;
  /** The stored draft, which another tab may have changed. */
  readonly stored: () => Draft | undefined;
  readonly set: (draft: Draft) => void;
  readonly onLostFiles: (names: readonly string[]) => void;
}

/** The draft was sent elsewhere: a new one would be sent twice. */
export class SentElsewhere extends Error {
  override readonly name = 'SentElsewhere';
}

/** Writes one draft to the mailbox: creates it once, then updates the members that differ. */
export class MailboxWriter {
  #lostId: string | undefined;

  /** `known`: the content that the mailbox is known to have. */
  constructor(
    private readonly ports: MailboxWriterPorts,
    private known: DraftContent | undefined,
  ) {}

  async save(quiet: boolean): Promise<void> {
    const draft = this.ports.current();
    const { mailbox } = draft;
    if (mailbox === undefined) {
      await this.#create(quiet);
      return;
    }
    try {
      await updateInMailbox(mailbox.id, this.known, draft, { quiet });
    } catch (error) {
      const code = problemOf(error)?.code;
      if (code === 'invalid_request') {
        refreshScheduled();
      }
      if (code !== 'not_found') {
        throw error;
      }
      if (draft.sending !== undefined && (await isNoDraft(mailbox.id))) {
        throw new SentElsewhere();
      }
      // Deleted elsewhere. The text here must not be lost with it.
      this.#reset();
      await this.#create(quiet);
      return;
    }
    this.#isSaved(mailbox.id, draft);
  }

  /** The mailbox's content may have changed: the next save writes everything. */
  distrust(): void {
    this.known = undefined;
  }

  /** Two tabs that save the same draft for the first time must not create two. */
  async #create(quiet: boolean): Promise<void> {
    await navigator.locks.request(`draft:${this.ports.current().id}`, async () => {
      const draft = this.ports.current();
      const others = this.ports.stored()?.mailbox?.id;
      if (others !== undefined && others !== this.#lostId) {
        await updateInMailbox(others, undefined, draft, { quiet });
        this.#isSaved(others, draft);
        return;
      }
      const { id } = await createInMailbox(draft, { quiet });
      this.#isSaved(id, draft);
      if (draft.kind === 'forward') {
        await this.#takeForwardedFiles(id);
      }
    });
  }

  #reset(): void {
    const draft = this.ports.current();
    const isLost = (file: { readonly remoteId?: string | undefined }): boolean => file.remoteId !== undefined;
    this.#lostId = draft.mailbox?.id;
    this.known = undefined;
    this.ports.onLostFiles(draft.attachments.filter(isLost).map((file) => file.name));
    const attachments = draft.attachments.filter((file) => !isLost(file));
    this.ports.set({ ...draft, mailbox: undefined, attachments });
  }

  #isSaved(id: string, draft: Draft): void {
    this.known = contentOf(draft);
    const now = this.ports.current();
    this.ports.set({ ...now, mailbox: { id, isCurrent: isSameContent(now, draft) } });
  }

  /** A forward that the server has created contains the files of the original already. */
  async #takeForwardedFiles(id: string): Promise<void> {
    const message = await client.mail.message(id, { quiet: true });
    const draft = this.ports.current();
    const own = new Set(draft.attachments.map((file) => file.remoteId));
    const files = filesOf(message).filter((file) => !own.has(file.id));
    this.ports.set({ ...draft, forwarded: [], attachments: [...files, ...draft.attachments] });
  }
}

/** False also when it was deleted. Throws when its state is unknown. */
async function isNoDraft(id: string): Promise<boolean> {
  try {
    return !(await client.mail.message(id, { quiet: true })).isDraft;
  } catch (error) {
    if (problemOf(error)?.code === 'not_found') {
      return false;
    }
    throw error;
  }
}
