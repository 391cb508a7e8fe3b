import { Problem, type Metrics, type TimingLabels } from '../common/index.js';
import { commitArguments, commitScript, wholeMs } from './commit-script.js';
import { keyName } from './key-names.js';
import { KeyValueStore, type Batch, type WhenFull, type Write } from './key-value-store.js';
import type { RedisClient } from './redis-connection.js';

const commandName = 'bffCommit';

type CommitCommand = (numberOfKeys: number, ...keysAndArguments: (string | number | Buffer)[]) => Promise<number>;

type CommandName = TimingLabels['db_client_operation_duration_seconds']['db_operation_name'];

interface PlainCommand {
  readonly name: CommandName;
  readonly send: () => Promise<unknown>;
}

/**
 * From the call to the response, whatever happens in between (docs/operations.md: a request is answered within a
 * second).
 */
const deadlineMs = 900;
/** How long a request waits for a connection that is being re-established, e.g. in a failover. */
const graceMs = 600;
/** When the connection is lost for longer, requests fail at once: waiting ones would pile up. */
const longestHopeMs = 3_000;
const pingKey = keyName('ping', 'one');
const pingTtlMs = 10_000;
/** The script's result when it has written to a server that has no memory left. */
const writtenThoughFull = 2;

/** One Redis command per call, on a single server, behind Sentinel or on a cluster. */
export class RedisKeyValueStore extends KeyValueStore {
  readonly #commit: CommitCommand;
  /** When the connection was first seen to be lost; undefined while it is available. */
  #lostAt: number | undefined;

  constructor(
    private readonly client: RedisClient,
    private readonly metrics: Metrics,
  ) {
    super();
    client.setMaxListeners(0).on('ready', () => {
      this.#lostAt = undefined;
    });
    client.defineCommand(commandName, { lua: commitScript });
    const defined = client as unknown as Record<typeof commandName, CommitCommand>;
    this.#commit = defined[commandName].bind(client);
  }

  override readMany(keys: readonly string[]): Promise<(Buffer | null)[]> {
    return this.#send('MGET', () => this.client.mgetBuffer(...keys));
  }

  override take(key: string): Promise<Buffer | null> {
    return this.#send('GETDEL', () => this.client.getdelBuffer(key));
  }

  override commit(batch: Batch): Promise<boolean> {
    const plain = this.#plain(batch);
    return plain === undefined ? this.#run(batch) : this.#runPlain(batch, plain);
  }

  /** A write: a server that is read-only cannot serve us. */
  override async ping(): Promise<void> {
    await this.#pingWith('write');
  }

  override async requireFreeMemory(): Promise<void> {
    await this.#pingWith('refuse');
  }

  async #pingWith(whenFull: WhenFull): Promise<void> {
    await this.#run({ writes: [{ kind: 'set', key: pingKey, value: '', ttlMs: pingTtlMs }], whenFull });
  }

  /** A single write on which nothing depends needs no script. */
  #plain({ expect = [], writes }: Batch): PlainCommand | undefined {
    const [write, ...others] = writes;
    return expect.length > 0 || write === undefined || others.length > 0 ? undefined : this.#plainCommand(write);
  }

  #plainCommand(write: Write): PlainCommand | undefined {
    switch (write.kind) {
      case 'set':
        return { name: 'SET', send: () => this.client.set(write.key, write.value, 'PX', wholeMs(write.ttlMs)) };
      case 'delete':
        return { name: 'DEL', send: () => this.client.del(write.key) };
      case 'expire':
        return { name: 'PEXPIRE', send: () => this.client.pexpire(write.key, wholeMs(write.ttlMs)) };
      case 'put':
      case 'patch':
      case 'extend':
        return undefined;
    }
  }

  /** A full server refuses it; then the script decides. */
  #runPlain(batch: Batch, { name, send }: PlainCommand): Promise<boolean> {
    const done = (): boolean => true;
    const orByScript = (error: unknown): Promise<boolean> => {
      if (isOutOfMemory(error)) {
        return this.#runScript(batch);
      }
      throw error;
    };
    return this.#send(name, () => send().then(done, orByScript));
  }

  #run(batch: Batch): Promise<boolean> {
    return this.#send('EVALSHA', () => this.#runScript(batch));
  }

  async #runScript(batch: Batch): Promise<boolean> {
    const { keys, args } = commitArguments(batch);
    const answer = await this.#commit(keys.length, ...keys, ...args).catch(this.#countRefusal);
    if (answer === writtenThoughFull) {
      this.metrics.count('bff_store_full_total', { outcome: 'written' });
    }
    return answer !== 0;
  }

  readonly #countRefusal = (error: unknown): never => {
    if (isOutOfMemory(error)) {
      this.metrics.count('bff_store_full_total', { outcome: 'refused' });
    }
    throw error;
  };

  /** The only place where an error of Redis becomes a problem. */
  #send<T>(name: CommandName, command: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const time = (error_type: '' | 'unavailable'): void => {
      const labels = { db_system_name: 'redis', db_operation_name: name, error_type } as const;
      this.metrics.time('db_client_operation_duration_seconds', labels, (performance.now() - start) / 1000);
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        time('unavailable');
        reject(Problem.unavailable('session_store_unavailable', error));
      };
      try {
        const answer = this.client.status === 'ready' ? command() : this.#whenReady(start).then(command);
        settleWithinDeadline(
          answer,
          (value) => {
            time('');
            resolve(value);
          },
          fail,
        );
      } catch (error) {
        fail(error);
      }
    });
  }

  async #whenReady(now: number): Promise<void> {
    this.#lostAt ??= now;
    if (now - this.#lostAt > longestHopeMs) {
      throw new Error(`Redis is ${this.client.status}`);
    }
    await this.#nextReady();
  }

  #nextReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onReady = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.client.off('ready', onReady);
        reject(new Error(`Redis is ${this.client.status}`));
      }, graceMs);
      this.client.once('ready', onReady);
    });
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.includes('OOM');
}

/**
 * A late response finds no waiting caller. When this process itself was late, because it was busy, the response may be
 * in the socket: it is read before the deadline counts. By callbacks: every request passes here.
 */
function settleWithinDeadline<T>(answer: Promise<T>, done: (value: T) => void, failed: (error: unknown) => void): void {
  let isOver = false;
  const once =
    <V>(settle: (value: V) => void) =>
    (value: V): void => {
      if (!isOver) {
        isOver = true;
        clearTimeout(timer);
        settle(value);
      }
    };
  const fail = once(failed);
  const timer = setTimeout(() => {
    setImmediate(fail, new Error(`no answer within ${deadlineMs} ms`));
  }, deadlineMs);
  answer.then(once(done), fail);
}
