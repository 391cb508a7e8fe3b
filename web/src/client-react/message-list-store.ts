import type { BffClient, MessageQuery, MessageSummary, Problem } from '../client/index.js';
import { LoadedStore } from './loaded-store.js';

export interface MessagePages {
  readonly items: readonly MessageSummary[];
  readonly nextCursor: string | undefined;
}

/** A list that is loaded page by page. */
export class MessageListStore extends LoadedStore<MessagePages> {
  constructor(
    private readonly client: BffClient,
    private readonly query: MessageQuery,
    onProblem: (problem: Problem) => void,
    userId: string | undefined,
  ) {
    super(
      async (signal) => {
        const { items, nextCursor } = await client.mail.messages(query, { signal, quiet: true });
        return { items, nextCursor: nextCursor ?? undefined };
      },
      onProblem,
      userId,
    );
  }

  /** Does nothing while a page is loading, and at the end of the list. When the cursor is no longer valid, the list is reloaded. */
  async loadMore(): Promise<void> {
    const { data, isLoading } = this.getSnapshot();
    const cursor = data?.nextCursor;
    if (isLoading || data === undefined || cursor === undefined) {
      return;
    }
    await this.run(async (signal) => {
      const query = { ...this.query, cursor };
      const page = await this.client.mail.messages(query, { signal, quiet: true });
      const known = new Set(data.items.map(({ id }) => id));
      // New mail shifts the pages: the end of one page comes again at the beginning of the next.
      const items = [...data.items, ...page.items.filter(({ id }) => !known.has(id))];
      return { items, nextCursor: page.nextCursor ?? undefined };
    });
    if (this.getSnapshot().problem?.code === 'invalid_cursor') {
      await this.reload();
    }
  }
}
