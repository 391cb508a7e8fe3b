import type { Query } from '@tanstack/react-query';
import type { SignedIn } from '../../client/index.js';
import {
  isAllowed,
  isOpened,
  listTimes,
  readers,
  sessionSeen,
  takeEarlyPictures,
} from '../../platform/offline/kept.js';
import { KeptStore } from '../../platform/offline/kept-store.js';
import { queryClient } from '../../platform/services.js';
import { keepableOf } from './kept-queries.js';

/** What changes again within this time is written once. */
const SETTLE_MS = 1_000;

const known = { isOpened, listTime: (key: string) => listTimes.get().get(key) };

/** Keeps what the user reads, as it changes, until the answer is called. */
export function keepMail(session: SignedIn): () => void {
  const keeper = new MailKeeper(session);
  const cache = queryClient.getQueryCache();
  const stops = [
    cache.subscribe(({ type, query }) => {
      if (type === 'updated') keeper.want(query as Query);
    }),
    listTimes.subscribe(keeper.wantAll),
    sessionSeen.subscribe(keeper.settle),
  ];
  const reading = { onOpened: keeper.wantAll, onPicture: keeper.wantPicture };
  for (const [address, url] of takeEarlyPictures()) keeper.wantPicture(address, url);
  readers.add(reading);
  keeper.wantAll();
  return () => {
    for (const stop of stops) stop();
    readers.delete(reading);
    keeper.end();
  };
}

class MailKeeper {
  readonly #wanted = new Map<string, Query>();
  readonly #pictures = new Map<string, string>();
  #store: KeptStore | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();
  #isOver = false;
  /** Of the session, as it was written last. */
  #seenAt = 0;

  constructor(private readonly session: SignedIn) {}

  readonly want = (query: Query): void => {
    if (keepableOf(query.queryKey, query.state.data, known) === undefined) return;
    this.#wanted.set(query.queryHash, query);
    this.settle();
  };

  readonly wantAll = (): void => {
    for (const query of queryClient.getQueryCache().getAll()) this.want(query);
    this.settle();
  };

  readonly wantPicture = (address: string, url: string): void => {
    this.#pictures.set(address, url);
    this.settle();
  };

  readonly settle = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#work = this.#work.then(() => this.#write());
    }, SETTLE_MS);
  };

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    void this.#work.then(() => this.#store?.close());
  }

  async #write(): Promise<void> {
    const store = await this.#current();
    if (store === undefined) return;
    const seen = sessionSeen.get();
    if (seen?.state.authenticated === true && seen.at !== this.#seenAt) {
      this.#seenAt = seen.at;
      await store.putSession(seen.state, seen.at);
    }
    const queries = [...this.#wanted.values()];
    const pictures = [...this.#pictures];
    this.#wanted.clear();
    this.#pictures.clear();
    for (const { queryKey, state } of queries) {
      const found = keepableOf(queryKey, state.data, known);
      if (found !== undefined) await store.put(found.kind, found.name, found.value, found.at ?? state.dataUpdatedAt);
    }
    for (const [address, url] of pictures) await store.put('picture', address, url, Date.now());
    await store.tidy(Date.now());
  }

  /** Another one after everything was forgotten, when the user is here all the same. */
  async #current(): Promise<KeptStore | undefined> {
    const seen = sessionSeen.get();
    const state = seen?.state ?? this.session;
    if (this.#isOver || !isAllowed(state) || !state.authenticated || state.user.id !== this.session.user.id) {
      return undefined;
    }
    if (this.#store?.isCurrent === true) return this.#store;
    const isFirst = this.#store === undefined;
    this.#store?.close();
    this.#store = await KeptStore.ofUser(state, Date.now());
    this.#seenAt = 0;
    if (!isFirst) for (const query of queryClient.getQueryCache().getAll()) this.#wanted.set(query.queryHash, query);
    return this.#store;
  }
}
