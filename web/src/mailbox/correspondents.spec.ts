import { withWritten } from './correspondents.js';

const now = Date.parse('2026-11-30T12:00:00Z');

describe('whom a user writes to', () => {
  it('is counted once per message, and keeps the name that was known when none is given', () => {
    const first = withWritten([], [{ name: 'Ann', address: 'ann@x.example' }], now - 1000);

    expect(withWritten(first, [{ address: 'Ann@X.example' }], now)).toEqual([
      { name: 'Ann', address: 'Ann@X.example', count: 2, lastAt: now },
    ]);
  });

  it('isn’t made older by a message that was sent before', () => {
    const known = withWritten([], [{ address: 'ann@x.example' }], now);

    expect(withWritten(known, [{ address: 'ann@x.example' }], 1)).toMatchObject([{ count: 2, lastAt: now }]);
  });

  it('is forgotten beyond 300, the one of least weight first', () => {
    const old = withWritten([], [{ address: 'old@x.example' }], 1);
    const others = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@x.example` }));

    const known = withWritten(old, others, now);

    expect(known).toHaveLength(300);
    expect(known.map(({ address }) => address)).not.toContain('old@x.example');
  });
});
