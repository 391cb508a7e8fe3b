import { withWritten } from './correspondents.js';

const now = Date.parse('2026-11-30T12:00:00Z');

function written(address: string, at: number, name?: string) {
  return { to: { address, ...(name === undefined ? {} : { name }) }, at };
}

describe('the correspondents of a user', () => {
  it('are counted once per message, and preserve the known name when none is given', () => {
    const first = withWritten([], [written('ann@x.example', now - 1000, 'Ann')], now);

    expect(withWritten(first, [written('Ann@X.example', now)], now)).toEqual([
      { name: 'Ann', address: 'Ann@X.example', count: 2, lastAt: now },
    ]);
  });

  it('don’t become older by a message that was sent before', () => {
    const both = [written('ann@x.example', now), written('ann@x.example', 1)];

    expect(withWritten([], both, now)).toMatchObject([{ count: 2, lastAt: now }]);
  });

  it('are limited to 300; the one of least weight is removed first', () => {
    const old = withWritten([], [written('old@x.example', 1)], now);
    const others = Array.from({ length: 300 }, (_, index) => written(`p${index}@x.example`, now));

    const known = withWritten(old, others, now);

    expect(known).toHaveLength(300);
    expect(known.map(({ address }) => address)).not.toContain('old@x.example');
  });

  it('have a weight by number and age: few recent messages outweigh many old ones', () => {
    const lately = [written('new@x.example', now), written('new@x.example', now)];
    const longAgo = Array.from({ length: 3 }, () => written('old@x.example', now - 365 * 24 * 3_600_000));

    expect(withWritten([], [...longAgo, ...lately], now).map(({ address }) => address)).toEqual([
      'new@x.example',
      'old@x.example',
    ]);
  });
});
