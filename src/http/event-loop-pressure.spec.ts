import { EventLoopPressure } from './event-loop-pressure.js';

describe('event-loop pressure', () => {
  const late = (...pausesMs: readonly number[]): boolean => {
    let now = 0;
    const pressure = new EventLoopPressure(() => now);
    pausesMs.forEach((pauseMs) => {
      now += pauseMs;
      pressure.sample();
    });
    return pressure.isHigh;
  };

  it('is not high while samples are on time, nor after a single pause', () => {
    expect(late(250, 260, 255)).toBe(false);
    expect(late(250, 5_000)).toBe(false);
    expect(late(5_000, 250)).toBe(false);
  });

  it('is high when the loop is late twice in a row, and no longer when it is on time again', () => {
    expect(late(1_300, 1_300)).toBe(true);
    expect(late(1_300, 1_300, 250)).toBe(false);
  });
});
