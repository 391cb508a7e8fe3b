import { problemOf } from '../client/index.js';
import { client } from '../platform/services.js';
import { contentOf, type Draft, type DraftContent, isSameContent } from './draft.js';
import { filesOf } from './draft-input.js';
import { createInMailbox, updateInMailbox } from './mailbox-drafts.js';
import { refreshScheduled } from './scheduled-query.js';

export interface MailboxWriterPorts {
  readonly current: () => Draft;
  /** What another tab may have stored. */
  readonly stored: () => Draft | undefined;
  readonly set: (draft: Draft) => void;
  readonly onLostFiles: (names: readonly string[]) => void;
}

/** It is a message by now: made anew, the draft would go out twice. */
export class SentElsewhere extends Error {
  override readonly name = 'SentElsewhere';
}

/** Brings one draft into the mailbox: made once, then changed by what differs. */
export class MailboxWriter {
  #lostId: string | undefined;

  /** `known`: what the mailbox is known to say. */
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
      // Deleted elsewhere. What is written here must not go with it.
      this.#forget();
      await this.#create(quiet);
      return;
    }
    this.#isSaved(mailbox.id, draft);
  }

  /** The mailbox may say something else by now: the next save sends everything. */
  distrust(): void {
    this.known = undefined;
  }

  /** Two tabs that begin to save the same draft must not make two of it. */
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

  #forget(): void {
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

  /** A forward made by the server has the files of the original already. */
  async #takeForwardedFiles(id: string): Promise<void> {
    const message = await client.mail.message(id, { quiet: true });
    const draft = this.ports.current();
    const own = new Set(draft.attachments.map((file) => file.remoteId));
    const files = filesOf(message).filter((file) => !own.has(file.id));
    this.ports.set({ ...draft, forwarded: [], attachments: [...files, ...draft.attachments] });
  }
}

/** False also when it is gone. Throws when that can't be told. */
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
