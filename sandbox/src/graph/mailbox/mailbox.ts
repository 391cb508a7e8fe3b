import { randomInt } from 'node:crypto';
import { changeKeyOf, conversationIdOf, guidFrom, immutableId, restId } from './ids.js';
import { FolderTree } from './folders.js';
import type { MailContent, MailItem, StoredAttachment } from './mail-item.js';

export type MailboxChange = {
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly item: MailItem;
  readonly folderId: string;
  /** The id by which the item was known in that folder. */
  readonly id: string;
};

export interface Tombstone {
  readonly sequence: number;
  readonly folderId: string;
  readonly id: string;
  readonly immutableId: string;
  /** When the item had arrived in that folder. A client that never saw it there does not have to learn of its removal. */
  readonly arrivedSequence: number;
}

function byTimeDescending(left: MailItem, right: MailItem): number {
  return right.receivedAt - left.receivedAt || right.number - left.number;
}

/** One user's messages. Every change gets a sequence number, and delta tokens refer to it. */
export class Mailbox {
  readonly guid: string;
  readonly folders: FolderTree;
  readonly tombstones: Tombstone[] = [];
  sequence = 0;
  /** A new value whenever the mailbox is recreated: delta tokens of an earlier generation are refused. */
  generation = randomInt(1, 2 ** 31);
  readonly #items = new Map<string, MailItem>();
  readonly #byId = new Map<string, MailItem>();
  readonly #sorted = new Map<string, readonly MailItem[]>();
  #count = 0;
  #seeded = 0;
  #listener: (change: MailboxChange) => void = () => undefined;

  constructor(
    readonly oid: string,
    private readonly now: () => number,
  ) {
    this.guid = guidFrom(`mailbox:${oid}`);
    this.folders = new FolderTree(this.guid);
  }

  onChange(listener: (change: MailboxChange) => void): void {
    this.#listener = listener;
  }

  /** Marks all current items as seeded. */
  endSeed(): void {
    this.#seeded = this.#count;
  }

  isSeeded(item: MailItem): boolean {
    return item.number <= this.#seeded;
  }

  find(id: string): MailItem | undefined {
    return this.#byId.get(id);
  }

  findByInternetMessageId(internetMessageId: string): MailItem | undefined {
    return [...this.#items.values()].find((item) => item.internetMessageId === internetMessageId);
  }

  /** All that `/me/messages` shows: everything under the root, newest first. */
  all(): readonly MailItem[] {
    return this.#sort('', () => {
      const visible = new Set(this.folders.subtree(this.folders.rootId));
      return [...this.#items.values()].filter((item) => visible.has(item.folderId));
    });
  }

  itemsIn(folderId: string): readonly MailItem[] {
    return this.#sort(folderId, () => [...this.#items.values()].filter((item) => item.folderId === folderId));
  }

  add(content: MailContent, folderId: string, createdAt = this.now()): MailItem {
    this.#count += 1;
    const key = String(this.#count);
    const sequence = this.#next();
    const item: MailItem = {
      ...content,
      number: this.#count,
      key,
      immutableId: immutableId(this.guid, 'message', key),
      id: restId(this.guid, 'message', key, `${folderId}:${sequence}`),
      folderId,
      revision: 1,
      createdAt,
      modifiedAt: createdAt,
      changedSequence: sequence,
      readFlagSequence: sequence,
      arrivedSequence: sequence,
    };
    this.#items.set(key, item);
    this.#byId.set(item.id, item);
    this.#byId.set(item.immutableId, item);
    this.#sorted.clear();
    this.#notify('created', item);
    return item;
  }

  update(item: MailItem, changes: Partial<MailContent>): MailItem {
    const onlyReadFlag = Object.keys(changes).every((name) => name === 'isRead');
    Object.assign(item, changes);
    item.revision += 1;
    item.modifiedAt = this.now();
    const sequence = this.#next();
    if (onlyReadFlag) {
      item.readFlagSequence = sequence;
    } else {
      item.changedSequence = sequence;
    }
    if (changes.receivedAt !== undefined) {
      this.#sorted.clear();
    }
    this.#notify('updated', item);
    return item;
  }

  /** The item stays the same, but its id changes: that is how Exchange moves. */
  move(item: MailItem, folderId: string): MailItem {
    this.#bury(item);
    const sequence = this.#next();
    item.folderId = folderId;
    item.id = restId(this.guid, 'message', item.key, `${folderId}:${sequence}`);
    item.revision += 1;
    item.modifiedAt = this.now();
    item.changedSequence = sequence;
    item.arrivedSequence = sequence;
    this.#byId.set(item.id, item);
    this.#notify('created', item);
    return item;
  }

  copy(item: MailItem, folderId: string): MailItem {
    return this.add({ ...item }, folderId);
  }

  remove(item: MailItem): void {
    this.#bury(item);
    this.#items.delete(item.key);
    this.#byId.delete(item.immutableId);
  }

  removeFolder(folderId: string): void {
    for (const id of this.folders.subtree(folderId)) {
      for (const item of this.itemsIn(id)) {
        this.remove(item);
      }
      this.folders.remove(id);
    }
    this.#sorted.clear();
  }

  forgetSyncState(): void {
    this.generation += 1;
  }

  unreadIn(folderId: string): number {
    return this.itemsIn(folderId).filter((item) => !item.isRead).length;
  }

  changeKey(item: MailItem): string {
    return changeKeyOf(this.guid, item.key, item.revision);
  }

  conversationId(item: MailItem): string {
    return conversationIdOf(this.guid, item.conversation.key);
  }

  attachmentId(item: MailItem, attachment: StoredAttachment, immutable: boolean): string {
    return immutable
      ? immutableId(this.guid, 'attachment', `${item.key}:${attachment.key}`)
      : restId(this.guid, 'attachment', attachment.key, item.id);
  }

  findAttachment(item: MailItem, id: string): StoredAttachment | undefined {
    return item.attachments.find((each) =>
      [false, true].some((immutable) => this.attachmentId(item, each, immutable) === id),
    );
  }

  #next(): number {
    this.sequence += 1;
    return this.sequence;
  }

  #bury(item: MailItem): void {
    this.#byId.delete(item.id);
    this.#sorted.clear();
    const { id, folderId, arrivedSequence } = item;
    this.tombstones.push({ sequence: this.#next(), folderId, id, immutableId: item.immutableId, arrivedSequence });
    this.#listener({ kind: 'deleted', item, folderId, id });
  }

  #notify(kind: 'created' | 'updated', item: MailItem): void {
    this.#listener({ kind, item, folderId: item.folderId, id: item.id });
  }

  #sort(cacheKey: string, items: () => MailItem[]): readonly MailItem[] {
    const cached = this.#sorted.get(cacheKey);
    if (cached !== undefined) {
      return cached;
    }
    const sorted = items().sort(byTimeDescending);
    this.#sorted.set(cacheKey, sorted);
    return sorted;
  }
}
