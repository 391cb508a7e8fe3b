import { isGenerous, type Prefetch, PrefetchQueue } from './prefetch-queue.js';

describe('the prefetch queue', () => {
  let now: number;
  let isGenerousNow: boolean;
  let queue: PrefetchQueue;
  let started: string[];
  let cancelled: string[];
  let settle: Map<string, (error?: Error) => void>;

  function of(...keys: string[]): Prefetch[] {
    return keys.map((key) => ({
      key,
      run: () => {
        started.push(key);
        return new Promise<void>((resolve, reject) => {
          settle.set(key, (error) => {
            if (error === undefined) {
              resolve();
            } else {
              reject(error);
            }
          });
        });
      },
      cancel: () => cancelled.push(key),
    }));
  }

  async function end(key: string, error?: Error): Promise<void> {
    settle.get(key)?.(error);
    await new Promise(setImmediate);
  }

  beforeEach(() => {
    now = 0;
    isGenerousNow = true;
    started = [];
    cancelled = [];
    settle = new Map();
    queue = new PrefetchQueue(
      () => isGenerousNow,
      () => now,
    );
  });

  it('requests two at a time, each once, the row under the pointer first', async () => {
    queue.hold(true);
    queue.want('beside', of('next', 'previous'));
    queue.want('pointed', of('row'));
    queue.hold(false);
    expect(started).toEqual(['row', 'next']);
    await end('row');
    await end('next');
    await end('previous');
    expect(started).toEqual(['row', 'next', 'previous']);
  });

  it('waits for the visible content', () => {
    queue.hold(true);
    queue.want('beside', of('next'));
    expect(started).toEqual([]);
    queue.hold(false);
    expect(started).toEqual(['next']);
  });

  it('cancels a request when the user moves on, unless it is still wanted', async () => {
    queue.want('beside', of('a', 'b'));
    queue.want('beside', of('b', 'c'));
    expect(cancelled).toEqual(['a']);
    expect(started).toEqual(['a', 'b', 'c']);
    queue.want('pointed', of('b'));
    queue.want('beside', []);
    expect(cancelled).toEqual(['a', 'c']);
    // A cancellation is no failure.
    await end('a', new Error('cancelled'));
    queue.want('beside', of('d'));
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('requests at most forty a minute', async () => {
    for (let count = 0; count < 50; count += 1) {
      queue.want('pointed', of(`row ${count}`));
      await end(`row ${count}`);
    }
    expect(started).toHaveLength(40);
    now = 60_000;
    queue.want('pointed', of('later'));
    expect(started).toHaveLength(41);
  });

  it('stops for a minute when one has failed', async () => {
    queue.want('pointed', of('a'));
    await end('a', new Error('no'));
    queue.want('pointed', of('b'));
    expect(started).toEqual(['a']);
    now = 60_001;
    queue.want('pointed', of('c'));
    expect(started).toEqual(['a', 'c']);
  });

  it('requests nothing when it must not', () => {
    isGenerousNow = false;
    queue.want('pointed', of('a'));
    expect(started).toEqual([]);
  });

  it.each([
    [{}, true],
    [{ effectiveType: '4g' }, true],
    [{ effectiveType: '3g', saveData: true }, false],
    [{ effectiveType: '2g' }, false],
    [{ effectiveType: 'slow-2g' }, false],
  ])('on a connection like %j: %s', (connection, expected) => {
    expect(isGenerous(connection)).toBe(expected);
  });
});
