import { Cooldown } from './cooldown.js';

describe('a cooldown', () => {
  it('permits one attempt of each key in its interval', () => {
    const cooldown = new Cooldown(30_000);

    expect([0, 29_999, 30_000, 59_999].map((now) => cooldown.begin('one', now))).toEqual([true, false, true, false]);
    expect(cooldown.begin('other', 59_999)).toBe(true);
  });

  it('does not last until a clock that was set back has caught up', () => {
    const cooldown = new Cooldown(30_000);
    cooldown.begin('one', 3_600_000);

    expect(cooldown.begin('one', 0)).toBe(true);
    expect(cooldown.begin('one', 29_999)).toBe(false);
  });
});
