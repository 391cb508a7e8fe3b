import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { SignedIn } from '../../client/index.js';
import { deviceSecret, newDeviceSecret } from './device-secret.js';
import { copyDatabase } from './drop-copy.js';
import {
  evicted,
  isNewerStored,
  isTooLarge,
  type StoredValue,
  type StoredEntry,
  type StoredKind,
  olderHalf,
} from './copy-rules.js';
import { isReadable } from './copy-session.js';
import { type Sealed, type Sealing, sealingWith } from './sealing.js';

interface CopySchema extends DBSchema {
  /** Separate from the contents: the ids to delete are found without reading those. */
  readonly entries: { readonly key: string; readonly value: StoredEntry };
  readonly contents: { readonly key: string; readonly value: Sealed };
}

const STORES = ['entries', 'contents'] as const;
const SESSION = 'session';

/** The data that one user has read in one session, in IndexedDB. It never throws: failed writes are skipped, failed reads find nothing. */
export class CopyStore {
  /** The browser has no space, not even after the older half was deleted. */
  #isFull = false;

  private constructor(
    private readonly database: IDBPDatabase<CopySchema>,
    private readonly sealing: Sealing,
    private readonly secret: string,
    private readonly closing: AbortSignal,
  ) {}

  /** Opens the copy of an earlier page; undefined when there is none, or it can't be opened. */
  static async existing(): Promise<CopyStore | undefined> {
    const secret = deviceSecret();
    return secret === undefined ? undefined : CopyStore.#open(secret);
  }

  /**
   * Opens or creates the copy of the session's user, one tab at a time; a copy of another user is deleted first. Undefined when the browser
   * allows none, or when it is no longer wanted.
   */
  static ofUser({ user, session }: SignedIn, now: number, isWanted: () => boolean): Promise<CopyStore | undefined> {
    return navigator.locks.request(copyDatabase, async () => {
      const left = await CopyStore.existing();
      const known = await left?.session(now);
      const isTheirs = known?.user.id === user.id && isReadable(session, now, now);
      if (left !== undefined && isTheirs) {
        return left;
      }
      await left?.clear();
      left?.close();
      const secret = isWanted() ? newDeviceSecret(user.id) : undefined;
      return secret === undefined ? undefined : CopyStore.#open(secret);
    });
  }

  static async #open(secret: string): Promise<CopyStore | undefined> {
    const closing = new AbortController();
    try {
      const database = await openDB<CopySchema>(copyDatabase, 1, {
        upgrade: (created) => {
          for (const name of STORES) {
            created.createObjectStore(name, name === 'entries' ? { keyPath: 'id' } : {});
          }
        },
        // This tab or another one is deleting it: a sign-out must not wait for this page.
        blocking: (_current, _next, event) => {
          closing.abort();
          (event.target as IDBDatabase).close();
        },
      });
      return new CopyStore(database, await sealingWith(secret), secret, closing.signal);
    } catch {
      return undefined;
    }
  }

  /** False from the moment that a user has signed out or in, in any tab of this browser. */
  get isCurrent(): boolean {
    return !this.closing.aborted && deviceSecret() === this.secret;
  }

  /** The session of the copy; undefined when it has ended. */
  async session(now: number): Promise<SignedIn | undefined> {
    const found = await this.get(SESSION, SESSION);
    if (found === undefined) {
      return undefined;
    }
    const session = found.value as SignedIn;
    return isReadable(session.session, found.at, now) ? session : undefined;
  }

  async putSession(session: SignedIn, at: number): Promise<void> {
    await this.put(SESSION, SESSION, session, at);
  }

  async get(kind: StoredKind, name: string): Promise<StoredValue | undefined> {
    try {
      const id = await this.sealing.idOf(`${kind}:${name}`);
      const [entry, content] = await Promise.all([this.database.get('entries', id), this.database.get('contents', id)]);
      if (entry === undefined || content === undefined) {
        return undefined;
      }
      const value = await this.sealing.open(content, placeOf(entry));
      return value === undefined ? undefined : { value, at: entry.at };
    } catch {
      return undefined;
    }
  }

  async put(kind: StoredKind, name: string, value: unknown, at: number): Promise<void> {
    try {
      const id = await this.sealing.idOf(`${kind}:${name}`);
      const content = await this.sealing.seal(value, placeOf({ id, kind, at }));
      const entry = { id, kind, at, bytes: content.content.byteLength };
      if (isTooLarge(entry.bytes) || this.#isFull || !this.isCurrent) {
        return;
      }
      try {
        await this.#write(entry, content);
      } catch (error) {
        if (!isOutOfRoom(error)) {
          return;
        }
        await this.#remove(olderHalf(await this.database.getAll('entries')));
        await this.#write(entry, content);
      }
    } catch (error) {
      this.#isFull ||= isOutOfRoom(error);
    }
  }

  /** Deletes what exceeds the limits. */
  async tidy(now: number): Promise<void> {
    try {
      await this.#remove(evicted(await this.database.getAll('entries'), now));
    } catch {
      // The whole database is being deleted.
    }
  }

  async clear(): Promise<void> {
    try {
      await Promise.all(STORES.map((name) => this.database.clear(name)));
    } catch {
      // The whole database is being deleted.
    }
  }

  close(): void {
    this.database.close();
  }

  async #write(entry: StoredEntry, content: Sealed): Promise<void> {
    const transaction = this.database.transaction(STORES, 'readwrite');
    const [entries, contents] = [transaction.objectStore('entries'), transaction.objectStore('contents')];
    if (isNewerStored(await entries.get(entry.id), entry, Date.now())) {
      return;
    }
    await Promise.all([entries.put(entry), contents.put(content, entry.id), transaction.done]);
  }

  async #remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const transaction = this.database.transaction(STORES, 'readwrite');
    const deleted = ids.flatMap((id) => STORES.map((name) => transaction.objectStore(name).delete(id)));
    await Promise.all([...deleted, transaction.done]);
  }
}

/** Authenticated data of the encryption: a content in another place, or with another time, can't be decrypted. */
function placeOf({ id, kind, at }: Omit<StoredEntry, 'bytes'>): string {
  return `${kind}:${id}:${at}`;
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
