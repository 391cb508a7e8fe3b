import { Problem } from '../common/index.js';
import { commitArguments, commitScript } from './commit-script.js';
import { KeyValueStore, type Batch } from './key-value-store.js';
import type { RedisClient } from './redis-connection.js';

const commandName = 'bffCommit';

type CommitCommand = (numberOfKeys: number, ...keysAndArguments: (string | number | Buffer)[]) => Promise<number>;

/** How long a request waits for a connection that is just being made again, e.g. in a failover. */
const graceMs = 600;

/** One Redis command per call, on a single server, behind Sentinel or on a cluster. */
export class RedisKeyValueStore extends KeyValueStore {
  readonly #commit: CommitCommand;

  constructor(private readonly client: RedisClient) {
    super();
    client.defineCommand(commandName, { lua: commitScript });
    const defined = client as unknown as Record<typeof commandName, CommitCommand>;
    this.#commit = defined[commandName].bind(client);
  }

  override readMany(keys: readonly string[]): Promise<(Buffer | null)[]> {
    return this.#send(() => this.client.mgetBuffer(...keys));
  }

  override take(key: string): Promise<Buffer | null> {
    return this.#send(() => this.client.getdelBuffer(key));
  }

  override async commit(batch: Batch): Promise<boolean> {
    const { keys, args } = commitArguments(batch);
    return (await this.#send(() => this.#commit(keys.length, ...keys, ...args))) === 1;
  }

  override async ping(): Promise<void> {
    await this.#send(() => this.client.get('bff:ping'));
  }

  /** The only place where an error of Redis becomes ours. */
  async #send<T>(command: () => Promise<T>): Promise<T> {
    if (this.client.status !== 'ready') {
      await this.#untilReady();
    }
    try {
      return await command();
    } catch (error) {
      throw Problem.unavailable('session_store_unavailable', error);
    }
  }

  #untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onReady = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.client.off('ready', onReady);
        reject(Problem.unavailable('session_store_unavailable', new Error(`Redis is ${this.client.status}`)));
      }, graceMs);
      this.client.setMaxListeners(0).once('ready', onReady);
    });
  }
}
