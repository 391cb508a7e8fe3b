import { addRecipients, isAddress, parseRecipients } from './recipients.js';

describe('recipients as people type and paste them', () => {
  it('reads names, quotes, commas, semicolons and lines', () => {
    const { valid, rest } = parseRecipients('ann@a.example; "Lee, Bob" <bob@b.example>,\nCy <mailto:cy@c.example>');
    expect(rest).toEqual([]);
    expect(valid).toEqual([
      { address: 'ann@a.example' },
      { name: 'Lee, Bob', address: 'bob@b.example' },
      { name: 'Cy', address: 'cy@c.example' },
    ]);
  });

  it('reads a name with a comma as one name, as office programs write names', () => {
    const lee = { name: 'Lee, Bob', address: 'bob@b.example' };
    const cy = { name: 'Sy, Cy', address: 'cy@c.example' };
    const ann = { address: 'ann@a.example' };
    expect(parseRecipients('Lee, Bob <bob@b.example>; Sy, Cy <cy@c.example>')).toEqual({ valid: [lee, cy], rest: [] });
    expect(parseRecipients('ann@a.example, Lee, Bob <bob@b.example>')).toEqual({ valid: [ann, lee], rest: [] });
    expect(parseRecipients('Bob <bob@b.example>, Cy <cy@c.example>, ann@a.example').valid).toHaveLength(3);
  });

  it('leaves invalid addresses to be fixed', () => {
    expect(parseRecipients('ann@a.example, bob').rest).toEqual(['bob']);
  });

  it.each(['a@b', '@b.example', 'a b@c.example', 'a@b..example', 'a@@b.example', ''])(
    'does not accept %p as an address',
    (text) => {
      expect(isAddress(text)).toBe(false);
    },
  );

  it('adds an address once, whatever its case', () => {
    expect(addRecipients([{ address: 'A@b.example' }], [{ address: 'a@B.example' }])).toHaveLength(1);
  });
});
