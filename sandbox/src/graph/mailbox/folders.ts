import { restId } from './ids.js';

export interface MailFolder {
  readonly id: string;
  readonly wellKnownName: string | null;
  displayName: string;
  parentId: string;
  isHidden: boolean;
}

const wellKnownNames: readonly (readonly [name: string, displayName: string, isHidden: boolean])[] = [
  ['archive', 'Archive', false],
  ['conversationhistory', 'Conversation History', false],
  ['deleteditems', 'Deleted Items', false],
  ['drafts', 'Drafts', false],
  ['inbox', 'Inbox', false],
  ['junkemail', 'Junk Email', false],
  ['outbox', 'Outbox', false],
  ['sentitems', 'Sent Items', false],
  ['syncissues', 'Sync Issues', true],
  ['recoverableitemsdeletions', 'Recoverable Items Deletions', true],
];

/** The tree under `msgfolderroot`; the folders of the recoverable items are outside of it. */
export class FolderTree {
  readonly rootId: string;
  readonly #byId = new Map<string, MailFolder>();
  readonly #byName = new Map<string, MailFolder>();
  #count = 0;

  constructor(private readonly mailboxGuid: string) {
    this.rootId = restId(mailboxGuid, 'folder', 'msgfolderroot', 'root');
    const root: MailFolder = {
      id: this.rootId,
      wellKnownName: 'msgfolderroot',
      displayName: 'Top of Information Store',
      parentId: restId(mailboxGuid, 'folder', 'root', 'root'),
      isHidden: false,
    };
    this.#byId.set(root.id, root);
    this.#byName.set('msgfolderroot', root);
    for (const [name, displayName, isHidden] of wellKnownNames) {
      const parentId = name === 'recoverableitemsdeletions' ? root.parentId : this.rootId;
      const id = restId(mailboxGuid, 'folder', name, 'root');
      const folder: MailFolder = { id, wellKnownName: name, displayName, parentId, isHidden };
      this.#byId.set(id, folder);
      this.#byName.set(name, folder);
    }
  }

  /** By id, or by a well-known name in any case. */
  find(idOrName: string): MailFolder | undefined {
    return this.#byId.get(idOrName) ?? this.#byName.get(idOrName.toLowerCase());
  }

  wellKnown(name: 'inbox' | 'drafts' | 'sentitems' | 'deleteditems' | 'recoverableitemsdeletions'): MailFolder {
    const folder = this.#byName.get(name);
    if (folder === undefined) {
      throw new Error(`No folder ${name}`);
    }
    return folder;
  }

  childrenOf(parentId: string): readonly MailFolder[] {
    return [...this.#byId.values()]
      .filter((folder) => folder.parentId === parentId)
      .sort((left, right) => left.displayName.localeCompare(right.displayName));
  }

  all(): readonly MailFolder[] {
    return [...this.#byId.values()];
  }

  add(displayName: string, parentId: string, isHidden = false): MailFolder {
    this.#count += 1;
    const id = restId(this.mailboxGuid, 'folder', `${this.#count}:${displayName}`, 'custom');
    const folder: MailFolder = { id, wellKnownName: null, displayName, parentId, isHidden };
    this.#byId.set(id, folder);
    return folder;
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  /** The folder itself and everything below it. */
  subtree(id: string): readonly string[] {
    return [id, ...this.childrenOf(id).flatMap((child) => this.subtree(child.id))];
  }
}
