import { jest } from '@jest/globals';

import { PollSchedule, type PollOutcome } from './poll-schedule.js';

const pauses = { shortest: 1_000, longest: 4_000, growth: 2, afterFailures: 9_000 };

describe('a schedule of polls', () => {
  let polls: number;
  let failures: number;
  let outcome: () => Promise<PollOutcome>;
  let schedule: PollSchedule;

  beforeEach(() => {
    jest.useFakeTimers();
    polls = 0;
    failures = 0;
    outcome = () => Promise.resolve('unchanged');
    schedule = new PollSchedule(
      pauses,
      () => {
        polls++;
        return outcome();
      },
      () => {
        failures++;
      },
    );
  });

  afterEach(() => jest.useRealTimers());

  /** The number of polls after each of the pauses. */
  async function pollsAfter(...times: number[]): Promise<number[]> {
    const counts: number[] = [];
    for (const time of times) {
      await jest.advanceTimersByTimeAsync(time);
      counts.push(polls);
    }
    return counts;
  }

  it('polls more rarely the longer nothing changes, up to the longest pause', async () => {
    schedule.start(true);

    expect(await pollsAfter(0, 1_999, 1, 3_999, 1, 3_999, 1)).toEqual([1, 1, 2, 2, 3, 3, 4]);
  });

  it('begins with the shortest pause, and returns to it after a change', async () => {
    schedule.start(false);
    outcome = () => Promise.resolve('changed');

    expect(await pollsAfter(999, 1, 1_000, 1_000)).toEqual([0, 1, 2, 3]);
  });

  it('polls at the longest interval while another source reports changes', async () => {
    outcome = () => Promise.resolve('covered');
    schedule.start(true);

    expect(await pollsAfter(0, 3_999, 1)).toEqual([1, 1, 2]);
  });

  it('waits longer from the second failure in a row on, and no longer after a success', async () => {
    outcome = () => Promise.reject(new Error('away'));
    schedule.start(true);
    expect(await pollsAfter(0, 4_000, 8_999, 1)).toEqual([1, 2, 2, 3]);
    expect(failures).toBe(3);

    outcome = () => Promise.resolve('changed');
    expect(await pollsAfter(9_000, 1_000)).toEqual([4, 5]);
  });

  it('polls at once on request, and again when that happens during a poll', async () => {
    let finish: (value: PollOutcome) => void = () => undefined;
    schedule.start(false);
    schedule.pollNow();
    outcome = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    expect(await pollsAfter(0)).toEqual([1]);

    schedule.pollNow();
    schedule.pollNow();
    expect(await pollsAfter(10_000)).toEqual([1]);
    finish('unchanged');

    expect(await pollsAfter(0, 0)).toEqual([2, 2]);
  });

  it('polls no more once it is stopped, also when that happens during a poll', async () => {
    let finish: (value: PollOutcome) => void = () => undefined;
    outcome = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    schedule.start(true);
    await pollsAfter(0);

    schedule.stop();
    finish('changed');
    schedule.pollNow();

    expect(await pollsAfter(60_000)).toEqual([1]);
  });
});
