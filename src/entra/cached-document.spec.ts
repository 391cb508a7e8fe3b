import { FakeClock } from '../../test/support/fake-clock.js';
import { CachedDocument } from './cached-document.js';

const policy = { freshMs: 3_600_000, staleMs: 86_400_000, cooldownMs: 30_000, retryMs: 500 };

/** A remote document whose responses the test returns, one by one. */
class Remote {
  loads = 0;
  #waiting: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];

  readonly load = (): Promise<string> => {
    this.loads++;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  };

  async answers(value: string | Error): Promise<void> {
    const waiting = this.#waiting.shift();
    if (value instanceof Error) {
      waiting?.reject(value);
    } else {
      waiting?.resolve(value);
    }
    await settled();
  }
}

/** All due promise reactions have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function setUp(): { clock: FakeClock; remote: Remote; document: CachedDocument<string> } {
  const clock = new FakeClock();
  const remote = new Remote();
  return { clock, remote, document: new CachedDocument(remote.load, policy, clock) };
}

async function loaded(): Promise<ReturnType<typeof setUp>> {
  const all = setUp();
  const first = all.document.current();
  await all.remote.answers('v1');
  await first;
  return all;
}

describe('a cached document', () => {
  it('is loaded once for all concurrent callers', async () => {
    const { remote, document } = setUp();
    const waiting = [document.current(), document.current(), document.current()];
    await remote.answers('v1');
    await expect(Promise.all(waiting)).resolves.toEqual(['v1', 'v1', 'v1']);
    expect(remote.loads).toBe(1);
  });

  it('is not loaded again while it is fresh', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.freshMs);
    await expect(document.current()).resolves.toBe('v1');
    expect(remote.loads).toBe(1);
  });

  it('is renewed in the background when it is no longer fresh', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.freshMs + 1);
    await expect(document.current()).resolves.toBe('v1');
    expect(remote.loads).toBe(2);
    await remote.answers('v2');
    await expect(document.current()).resolves.toBe('v2');
  });

  it('makes callers wait when it is stale: after a long pause no caller gets what may be revoked', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.staleMs + 1);
    const waiting = [document.current(), document.current()];
    await remote.answers('v2');
    await expect(Promise.all(waiting)).resolves.toEqual(['v2', 'v2']);
    expect(remote.loads).toBe(2);
  });

  it('makes no caller wait while it is not stale', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.staleMs);
    await expect(document.current()).resolves.toBe('v1');
    expect(remote.loads).toBe(2);
  });

  it('is loaded once at a time, however long that takes', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.cooldownMs);
    const refreshed = [document.refresh()];
    clock.advance(policy.cooldownMs);
    refreshed.push(document.refresh());
    expect(remote.loads).toBe(2);
    await remote.answers('v2');
    await Promise.all(refreshed);
  });

  it('is the last good one, even if stale, when no newer one can be loaded', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.staleMs + 1);
    const waiting = document.current();
    await remote.answers(new Error('broken'));
    await expect(waiting).resolves.toBe('v1');
    await expect(document.current()).resolves.toBe('v1');
    expect(remote.loads).toBe(2);
  });

  it('stays when a newer version cannot be loaded, which is retried after the cooldown', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.freshMs + 1);
    await document.current();
    await remote.answers(new Error('broken'));
    await expect(document.current()).resolves.toBe('v1');
    expect(remote.loads).toBe(2);
    clock.advance(policy.cooldownMs);
    await document.current();
    expect(remote.loads).toBe(3);
  });

  it('throws the error of the last attempt while none has succeeded', async () => {
    const { remote, document } = setUp();
    const thrown = expect(document.current()).rejects.toThrow('the portal');
    await remote.answers(new Error('the portal'));
    await thrown;
  });

  it('is requested again soon after the first attempt has failed, and not at once', async () => {
    const { clock, remote, document } = setUp();
    const thrown = expect(document.current()).rejects.toThrow('gone');
    await remote.answers(new Error('gone'));
    await thrown;
    await expect(document.current()).rejects.toThrow('gone');
    expect(remote.loads).toBe(1);
    clock.advance(policy.retryMs);
    const next = document.current();
    await remote.answers('v1');
    await expect(next).resolves.toBe('v1');
  });

  it('is requested again although the clock was set back', async () => {
    const { clock, remote, document } = setUp();
    const thrown = expect(document.current()).rejects.toThrow('gone');
    await remote.answers(new Error('gone'));
    await thrown;
    clock.advance(-3_600_000);
    const next = document.current();
    await remote.answers('v1');
    await expect(next).resolves.toBe('v1');

    clock.advance(-policy.freshMs - 1);
    await expect(document.current()).resolves.toBe('v1');
    await remote.answers('v2');
    await expect(document.current()).resolves.toBe('v2');
    expect(remote.loads).toBe(3);
  });

  it('is refreshed on request, and then waits for the newer version, at most once in the cooldown', async () => {
    const { clock, remote, document } = await loaded();
    clock.advance(policy.cooldownMs - 1);
    await document.refresh();
    expect(remote.loads).toBe(1);
    clock.advance(1);
    const refreshed = document.refresh();
    await remote.answers('v2');
    await refreshed;
    await expect(document.current()).resolves.toBe('v2');
    await document.refresh();
    expect(remote.loads).toBe(2);
  });
});
