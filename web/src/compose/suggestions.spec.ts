import type { Correspondent } from '../mailbox/correspondents.js';
import { findMore, isBeginning, neighbour, type PeopleSources, suggestionsFor, withLate } from './suggestions.js';

const now = Date.parse('2026-11-30T12:00:00Z');
const day = 24 * 3_600_000;
function written(address: string, count: number, daysAgo: number): Correspondent {
  return {
    address,
    count,
    lastAt: now - daysAgo * day,
  };
}
function sources(given: Partial<PeopleSources>): PeopleSources {
  return { written: [], seen: [], found: [], ...given };
}
function addresses(text: string, given: Partial<PeopleSources>, chosen: string[] = []): string[] {
  return suggestionsFor(
    text,
    sources(given),
    chosen.map((address) => ({ address })),
    now,
  ).map(({ address }) => address);
}

describe('suggestions of people', () => {
  it('begin with recent and frequent correspondents, then people in the mail, then the directory', () => {
    expect(
      addresses('an', {
        written: [written('anna@x.example', 10, 400), written('andre@x.example', 2, 1)],
        seen: [{ address: 'ana@y.example' }],
        found: [{ name: 'Anton', address: 'anton@x.example' }],
      }),
    ).toEqual(['andre@x.example', 'anna@x.example', 'ana@y.example', 'anton@x.example']);
  });

  it('name each address once, whatever its case, and no chosen recipient', () => {
    expect(
      addresses(
        'ann',
        {
          written: [written('Ann@X.example', 1, 1)],
          seen: [{ address: 'ann@x.example' }, { address: 'annie@x.example' }],
          found: [{ name: 'Ann', address: 'ANN@x.example' }],
        },
        ['Annie@x.example'],
      ),
    ).toEqual(['Ann@X.example']);
  });

  it('state what the directory knows about a person who is known here, too', () => {
    const found = [{ name: 'Ann Lee', address: 'ann@x.example', jobTitle: 'Pilot', department: 'Harbour' }];

    expect(suggestionsFor('ann', sources({ written: [written('Ann@x.example', 1, 1)], found }), [], now)).toEqual([
      { address: 'Ann@x.example', note: 'Pilot, Harbour' },
    ]);
  });

  it('rank a name that begins with the text before one that only contains it', () => {
    expect(
      addresses('li', {
        seen: [
          { name: 'Alice', address: 'a@x.example' },
          { name: 'Mei Lin', address: 'm@x.example' },
        ],
      }),
    ).toEqual(['m@x.example', 'a@x.example']);
  });

  it('reserve entries for the directory, eight in all', () => {
    const many = (begin: string): { address: string; name: string }[] =>
      Array.from({ length: 12 }, (_, index) => ({ name: '', address: `${begin}${index}@x.example` }));

    expect(addresses('ma', { seen: many('ma'), found: many('max') })).toEqual([
      ...[0, 1, 2, 3, 4].map((index) => `ma${index}@x.example`),
      ...[0, 1, 2].map((index) => `max${index}@x.example`),
    ]);
  });

  it('find each word of the text at the beginning of a word', () => {
    const person = { name: 'Mei Lin Zhou', address: 'mei.lin.zhou@fabrikam.com' };

    expect(['mei zh', 'zhou mei', 'mei lin', 'fabr'].map((text) => isBeginning(person, text))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['ei', 'mei x', ' '].map((text) => isBeginning(person, text))).toEqual([false, false, false]);
  });

  it('that arrive late are below the shown ones, which do not move', () => {
    const ann = { address: 'ann@x.example', note: undefined };
    const bo = { address: 'bo@x.example', note: undefined };
    const cy = { address: 'cy@x.example', note: undefined };
    const noted = { ...ann, note: 'Pilot' };

    expect(withLate([ann, bo], [cy, noted], [])).toEqual([noted, bo, cy]);
    expect(withLate([ann, bo], [cy], [{ address: 'ANN@x.example' }])).toEqual([bo, cy]);
  });

  it('are stepped through by address, around the ends, the search for more being the last', () => {
    const options = ['a@x.example', 'b@x.example', findMore];

    expect(neighbour(options, undefined, 1)).toBe('a@x.example');
    expect(neighbour(options, findMore, 1)).toBe('a@x.example');
    expect(neighbour(options, undefined, -1)).toBe(findMore);
    expect(neighbour(options, 'b@x.example', -1)).toBe('a@x.example');
    // The late result has moved nothing: the same person has the same next one.
    expect(neighbour(['a@x.example', 'b@x.example', 'c@x.example'], 'b@x.example', 1)).toBe('c@x.example');
  });
});
