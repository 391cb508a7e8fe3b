import { leavesMaster, reconnectDelayMs } from './redis-connection.js';

describe('the pause before the next connection', () => {
  it('grows with the attempts, up to two seconds', () => {
    const longest = [1, 2, 3, 4, 10, 1000].map((attempt) => reconnectDelayMs(attempt, () => 1));

    expect(longest).toEqual([125, 225, 425, 825, 2025, 2025]);
  });

  it('is spread over the whole range, so that replicas do not reconnect all at once', () => {
    expect(reconnectDelayMs(10, () => 0)).toBe(25);
    expect(reconnectDelayMs(10, () => 0.5)).toBe(1025);
  });
});

describe('a master behind Sentinels', () => {
  it('is left when it is read-only, and now and then when it has lost its replicas', () => {
    let now = 0;
    const leaves = leavesMaster(() => now);
    const readOnly = new Error("READONLY You can't write against a read only replica.");
    const alone = new Error('NOREPLICAS Not enough good replicas to write. script: abc, on @user_script:1.');

    expect([leaves(alone), leaves(alone), leaves(readOnly), leaves(new Error('ERR'))]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    now = 5_000;
    expect(leaves(alone)).toBe(true);
  });
});
