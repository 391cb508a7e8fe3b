import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { NoMetrics } from '../common/index.js';
import type { RedisClient } from './redis-connection.js';
import { RedisKeyValueStore } from './redis-key-value-store.js';

/** All due timers have run, and so has the work that they deferred to the next turn of the loop. */
async function passTime(milliseconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(milliseconds);
  await nextTurn();
}

/** A connection whose readiness and responses the test controls. */
class ScriptedConnection extends EventEmitter {
  status = 'ready';
  readonly commands: ((answer: (Buffer | null)[]) => void)[] = [];

  defineCommand(name: string): void {
    Object.assign(this, { [name]: () => Promise.reject(new Error('no test writes')) });
  }

  mgetBuffer(): Promise<(Buffer | null)[]> {
    return new Promise((resolve) => {
      this.commands.push(resolve);
    });
  }

  lose(): void {
    this.status = 'reconnecting';
  }

  restore(): void {
    this.status = 'ready';
    this.emit('ready');
  }
}

type Outcome = 'pending' | 'session_store_unavailable' | (Buffer | null)[];

describe('a command of the store', () => {
  let connection: ScriptedConnection;
  let store: RedisKeyValueStore;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    connection = new ScriptedConnection();
    store = new RedisKeyValueStore(connection as unknown as RedisClient, new NoMetrics());
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Reads a key; the result shows its state so far. */
  function read(): { outcome: Outcome } {
    const result: { outcome: Outcome } = { outcome: 'pending' };
    store.readMany(['key']).then(
      (values) => (result.outcome = values),
      (error: unknown) => {
        result.outcome = (error as { code: 'session_store_unavailable' }).code;
      },
    );
    return result;
  }

  it('fails 900 ms after the call when Redis hangs, so that a request is answered within a second', async () => {
    const result = read();

    await passTime(899);
    expect(result.outcome).toBe('pending');
    await passTime(1);

    expect(result.outcome).toBe('session_store_unavailable');
  });

  it('waits up to 600 ms for a connection that is being re-established', async () => {
    connection.lose();
    const [early, late] = [read(), read()];

    await passTime(599);
    expect([early.outcome, late.outcome]).toEqual(['pending', 'pending']);
    await passTime(1);

    expect([early.outcome, late.outcome]).toEqual(['session_store_unavailable', 'session_store_unavailable']);
    expect(connection.commands).toHaveLength(0);
  });

  it('is sent when the connection is available again in time, and has what is left of the 900 ms', async () => {
    connection.lose();
    const [answered, hanging] = [read(), read()];
    await passTime(500);
    connection.restore();
    await passTime(0);
    connection.commands[0]?.([null]);

    await passTime(399);
    expect([answered.outcome, hanging.outcome]).toEqual([[null], 'pending']);
    await passTime(1);

    expect(hanging.outcome).toBe('session_store_unavailable');
  });

  it('fails at once when the connection has been lost for three seconds: waiting requests would pile up', async () => {
    connection.lose();
    read();
    await passTime(3_001);

    const result = read();
    await passTime(0);

    expect(result.outcome).toBe('session_store_unavailable');
  });

  it('waits again after the connection was available in between', async () => {
    connection.lose();
    read();
    await passTime(3_001);
    connection.restore();
    connection.lose();

    const result = read();
    await passTime(0);

    expect(result.outcome).toBe('pending');
    await passTime(600);
  });
});
