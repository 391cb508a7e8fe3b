import { DraftSaver } from './draft-saver.js';

/** A manual clock: timers run when the test advances it. */
function saverFixture({ isAllowed = true } = {}) {
  let now = 0;
  let due: { at: number; run: () => void } | undefined;
  const saves: { resolve: () => void; reject: (error: Error) => void; quiet: boolean }[] = [];
  const saver = new DraftSaver({
    save: ({ quiet }) =>
      new Promise((resolve, reject) => {
        saves.push({ resolve, reject, quiet });
      }),
    isAllowed: () => isAllowed,
    now: () => now,
    later: (run, milliseconds) => {
      const timer = { at: now + milliseconds, run };
      due = timer;
      return () => {
        if (due === timer) {
          due = undefined;
        }
      };
    },
  });
  const pass = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    if (due !== undefined && due.at <= now) {
      const { run } = due;
      due = undefined;
      run();
    }
    await new Promise(setImmediate);
  };
  const last = (): (typeof saves)[number] => {
    const save = saves.at(-1);
    if (save === undefined) {
      throw new Error('nothing was saved');
    }
    return save;
  };
  return { saver, saves, pass, last };
}

describe('saving while the user types', () => {
  it('waits for a pause', async () => {
    const { saver, saves, pass } = saverFixture();
    saver.edited();
    await pass(600);
    saver.edited();
    await pass(600);
    expect([saves.length, saver.status.get()]).toEqual([0, 'saving']);
    await pass(400);
    expect(saves).toHaveLength(1);
  });

  it('does not wait forever for a user who never pauses', async () => {
    const { saver, saves, pass } = saverFixture();
    for (let second = 0; second < 12; second += 1) {
      saver.edited();
      await pass(500);
    }
    expect(saves.length).toBe(1);
  });

  it('runs one save at a time, and another one after it for text that was typed meanwhile', async () => {
    const { saver, saves, pass, last } = saverFixture();
    saver.edited();
    await pass(1000);
    saver.edited();
    await pass(5000);
    expect(saves).toHaveLength(1);
    last().resolve();
    await pass(0);
    expect(saver.status.get()).toBe('saving');
    await pass(1000);
    last().resolve();
    await pass(0);
    expect([saves.length, saver.status.get()]).toEqual([2, 'saved']);
  });

  it('retries after a failure, less and less often, and immediately when the network is available again', async () => {
    const { saver, saves, pass, last } = saverFixture();
    saver.edited();
    await pass(1000);
    last().reject(new Error('no network'));
    await pass(0);
    expect(saver.status.get()).toBe('not-saved');
    await pass(5000);
    expect(saves).toHaveLength(2);
    last().reject(new Error('no network'));
    await pass(0);
    await pass(5000);
    expect(saves).toHaveLength(2);
    saver.flush();
    expect(saves).toHaveLength(3);
    last().resolve();
    await pass(0);
    expect(saver.status.get()).toBe('saved');
  });

  it('is finished only when the mailbox has the latest version, and prompts the user then', async () => {
    const { saver, saves, pass, last } = saverFixture();
    saver.edited();
    await pass(1000);
    saver.edited();
    const finished = saver.finish();
    last().reject(new Error('quietly refused'));
    await pass(0);
    expect(saves.map(({ quiet }) => quiet)).toEqual([true, false]);
    last().resolve();
    await finished;
    expect(saver.isDirty).toBe(false);
  });

  it('throws the reason that prevents finishing', async () => {
    const { saver, pass, last } = saverFixture();
    saver.edited();
    const finished = saver.finish();
    await pass(0);
    last().reject(new Error('refused'));
    await expect(finished).rejects.toThrow('refused');
  });

  it('writes nothing to a mailbox without the permission, nor after it was stopped', async () => {
    const forbidden = saverFixture({ isAllowed: false });
    forbidden.saver.edited();
    await forbidden.pass(10_000);
    const stopped = saverFixture();
    stopped.saver.edited();
    stopped.saver.stop();
    await stopped.pass(10_000);
    expect([forbidden.saves, stopped.saves]).toEqual([[], []]);
  });
});
