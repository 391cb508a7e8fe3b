import type { Query } from '@tanstack/react-query';
import type { SignedIn } from '../../client/index.js';
import {
  isFromCopy,
  isOpened,
  listTimes,
  readers,
  sessionSeen,
  takeEarlyPictures,
  permittingSession,
} from '../../platform/offline/offline-copy.js';
import { CopyStore } from '../../platform/offline/copy-store.js';
import { queryClient } from '../../platform/services.js';
import { storableOf } from './storable-queries.js';

/** Changes of one query within this time are written once. */
const settleMs = 1_000;

const known = { isOpened, listTime: (key: string) => listTimes.get().get(key) };

type Copy = Pick<CopyStore, 'isCurrent' | 'put' | 'putSession' | 'tidy' | 'close'>;
type OpenCopy = (session: SignedIn, now: number, isWanted: () => boolean) => Promise<Copy | undefined>;

const openCopyStore: OpenCopy = (session, now, isWanted) => CopyStore.ofUser(session, now, isWanted);

/** Writes what the user reads into the stored copy as it changes, until the returned function is called. */
export function storeMail(userId: string, open: OpenCopy = openCopyStore): () => void {
  const store = new MailStore(userId, open);
  const cache = queryClient.getQueryCache();
  const stops = [
    cache.subscribe(({ type, query }) => {
      if (type === 'updated') {
        store.add(query as Query);
      }
    }),
    sessionSeen.subscribe(store.settle),
  ];
  const reader = {
    onOpened: store.addMessage,
    onPicture: store.addPicture,
    onList: store.addList,
    onDeleted: store.reset,
  };
  for (const [address, url] of takeEarlyPictures()) {
    store.addPicture(address, url);
  }
  readers.add(reader);
  store.settle();
  return () => {
    for (const stop of stops) {
      stop();
    }
    readers.delete(reader);
    store.end();
  };
}

interface Written {
  readonly data: unknown;
  readonly at: number | undefined;
}

class MailStore {
  readonly #pending = new Map<string, Query>();
  readonly #pictures = new Map<string, string>();
  /** What the copy contains of each query. */
  readonly #written = new Map<string, Written>();
  #copy: Copy | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();
  #isOver = false;
  #resets = 0;
  /** When the session was last confirmed, as written. */
  #seenAt = 0;
  /** The time of the session response that was known when another tab deleted the copy. That response permits no new copy. */
  #spentAt: number | undefined;

  constructor(
    private readonly userId: string,
    private readonly open: OpenCopy,
  ) {}

  readonly add = (query: Query): void => {
    const { queryHash, queryKey, state } = query;
    const found = storableOf(queryKey, state.data, known);
    if (found === undefined || isFromCopy(state.data)) {
      return;
    }
    const written = this.#written.get(queryHash);
    if (written !== undefined && written.data === state.data && written.at === found.at) {
      return;
    }
    this.#pending.set(queryHash, query);
    this.settle();
  };

  readonly addMessage = (id: string): void => {
    for (const query of queryClient.getQueryCache().findAll({ queryKey: ['message', id] })) {
      this.add(query);
    }
  };

  readonly addList = (key: string): void => {
    for (const query of queryClient.getQueryCache().findAll({ queryKey: ['messages'] })) {
      if (storableOf(query.queryKey, query.state.data, known)?.name === key) {
        this.add(query);
      }
    }
  };

  readonly addPicture = (address: string, url: string): void => {
    this.#pictures.set(address, url);
    this.settle();
  };

  readonly settle = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Without Web Locks, or when the lock is refused, nothing is stored.
      this.#work = this.#work.then(() => this.#write()).catch(() => undefined);
    }, settleMs);
  };

  /** The copy was deleted: pending writes for it must not go into the next copy. */
  readonly reset = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#resets += 1;
    this.#pending.clear();
    this.#pictures.clear();
    this.#written.clear();
    this.#copy?.close();
    this.#copy = undefined;
  };

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    void this.#work.then(() => this.#copy?.close());
  }

  async #write(): Promise<void> {
    const seen = permittingSession();
    if (this.#isOver || seen === undefined || seen.state.user.id !== this.userId) {
      return;
    }
    const copy = await this.#current(seen);
    if (copy === undefined) {
      return;
    }
    if (seen.at !== this.#seenAt) {
      this.#seenAt = seen.at;
      await copy.putSession(seen.state, seen.at);
    }
    const queries = [...this.#pending.values()];
    const pictures = [...this.#pictures];
    this.#pending.clear();
    this.#pictures.clear();
    for (const { queryHash, queryKey, state } of queries) {
      const found = storableOf(queryKey, state.data, known);
      if (found === undefined || isFromCopy(state.data) || !copy.isCurrent) {
        continue;
      }
      this.#written.set(queryHash, { data: state.data, at: found.at });
      await copy.put(found.kind, found.name, found.value, found.at ?? state.dataUpdatedAt);
    }
    for (const [address, url] of pictures) {
      await copy.put('picture', address, url, Date.now());
    }
    await copy.tidy(Date.now());
  }

  /** Opens a new copy after a deletion once the service has confirmed afterwards that the user is signed in. */
  async #current(seen: { readonly state: SignedIn; readonly at: number }): Promise<Copy | undefined> {
    if (this.#copy?.isCurrent === true) {
      return this.#copy;
    }
    if (this.#copy !== undefined) {
      this.reset();
      this.#spentAt = seen.at;
    }
    if (seen.at === this.#spentAt) {
      return undefined;
    }
    const resets = this.#resets;
    const isWanted = (): boolean => this.#resets === resets && !this.#isOver;
    const copy = await this.open(seen.state, Date.now(), isWanted);
    if (!isWanted()) {
      copy?.close();
      return undefined;
    }
    this.#copy = copy;
    this.#seenAt = 0;
    if (copy !== undefined) {
      for (const query of queryClient.getQueryCache().getAll()) {
        this.add(query);
      }
    }
    return copy;
  }
}
