import { reconnectDelayMs } from './redis-connection.js';

describe('the pause before the next connection', () => {
  it('grows with the attempts, up to two seconds', () => {
    const longest = [1, 2, 3, 4, 10, 1000].map((attempt) => reconnectDelayMs(attempt, () => 1));

    expect(longest).toEqual([125, 225, 425, 825, 2025, 2025]);
  });

  it('is spread over the whole range, so that replicas do not come back all at once', () => {
    expect(reconnectDelayMs(10, () => 0)).toBe(25);
    expect(reconnectDelayMs(10, () => 0.5)).toBe(1025);
  });
});
