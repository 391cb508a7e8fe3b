import fc from 'fast-check';

import {
  isRefined,
  kqlOf,
  markedParts,
  noTerms,
  parseSearch,
  type SearchTerms,
  searchWords,
  writeSearch,
} from './search-query.js';

const all: SearchTerms = {
  words: '"annual report" budget',
  from: 'Bob Lee',
  to: 'ann@example.com',
  since: '2026-01-01',
  until: '2026-01-31',
  hasAttachments: true,
  isUnread: true,
};
const kql =
  '"annual report" budget from:"Bob Lee" to:ann@example.com received>=2026-01-01 received<=2026-01-31 hasattachments:true isread:false';

describe('a search', () => {
  it('is written as KQL, and parsed again', () => {
    expect(writeSearch(all)).toBe(kql);
    expect(parseSearch(kql)).toEqual(all);
    expect(isRefined(all)).toBe(true);
    expect(isRefined({ ...noTerms, words: 'budget' })).toBe(false);
  });

  it.each([
    ['x" OR from:"boss', 'from:"x OR from: boss"'],
    ['"', ''],
    ['a\\', 'from:a'],
    ['a b" received>=2020-01-01', 'from:"a b received>=2020-01-01"'],
    ['O’Brien, Pat', 'from:"O’Brien, Pat"'],
    ['李小龙', 'from:李小龙'],
  ])('encloses the sender %s in quotation marks', (from, written) => {
    expect(writeSearch({ ...noTerms, from })).toBe(written);
  });

  it.each([
    ['from:*(from:*', 'from:"*" from:"*"'],
    ['from:from:(from::', 'from:"from:" from:":"'],
    ['from:ann from:"bob"', 'from:ann from:bob'],
  ])('for %j is requested as %j, and that is requested unchanged', (text, asked) => {
    expect(kqlOf(text)).toBe(asked);
    expect(kqlOf(asked).split(' ').sort()).toEqual(asked.split(' ').sort());
  });

  it('never has an unpaired quotation mark, whatever was typed', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', '\\', ':', ' ', '(', '-', 'a', 'from:', 'OR', '*'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, text, (words, from) => {
        const written = kqlOf(writeSearch({ ...parseSearch(words), from }));
        expect((written.match(/"/g) ?? []).length % 2).toBe(0);
        // A second `from:` is a word, and words come first.
        expect(kqlOf(written).split(' ').sort()).toEqual(written.split(' ').sort());
      }),
    );
  });

  it.each(['from:ann OR from:bob', '(budget plan) from:ann', 'NOT from:ann', '-from:"Ann Lee"', 'subject:"from:ann"'])(
    'is unchanged when a refiner would change its meaning: %s',
    (text) => {
      expect(parseSearch(text)).toEqual({ ...noTerms, words: text });
      expect(kqlOf(text)).toBe(text);
    },
  );

  it.each([
    ['"half a phrase', 'half a phrase'],
    ['from:', 'from'],
    ['from:"', 'from'],
    ['received>=yesterday', 'received>=yesterday'],
    ['isread:true', 'isread:true'],
    ['  two   words ', 'two words'],
    ['from:bob AND budget', 'budget from:bob'],
    ['from:bob AND hasattachments:true', 'from:bob hasattachments:true'],
    ['budget AND', 'budget'],
    ['budget OR', 'budget'],
    ['(budget OR plan', 'budget OR plan'],
    ['"(" OR )plan', '"(" OR plan'],
  ])('of %j is requested as %j', (text, asked) => {
    expect(kqlOf(text)).toBe(asked);
  });
});

describe('a condition beside alternatives', () => {
  const refined = { ...noTerms, words: 'budget OR invoice', hasAttachments: true, from: 'bob' };
  const text = '(budget OR invoice) from:bob hasattachments:true';

  it('applies to all of them, and can be removed again', () => {
    expect(writeSearch(refined)).toBe(text);
    expect(parseSearch(text)).toEqual(refined);
    expect(kqlOf(text)).toBe(text);
    expect(writeSearch({ ...parseSearch(text), hasAttachments: false, from: '' })).toBe('budget OR invoice');
  });

  it('is not parsed when the brackets belong to something else', () => {
    expect(parseSearch('(a OR b) OR (c) from:bob')).toEqual({ ...noTerms, words: '(a OR b) OR (c) from:bob' });
  });
});

describe('a hit', () => {
  it('is marked whatever was typed', () => {
    const text = fc.string({ unit: fc.constantFrom(...'-/\\^$.*+?()[]{}|"&,:@ ab'.split(/(?:)/)), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (search, subject) => {
        const parts = markedParts(subject, searchWords(search));
        expect(parts.map((part) => part.text).join('')).toBe(subject);
      }),
    );
  });

  const marked = (text: string, search: string): string =>
    markedParts(text, searchWords(search))
      .map((part) => (part.isHit ? `[${part.text}]` : part.text))
      .join('');

  it.each([
    ['Budget of the budgets', 'budget', '[Budget] of the [budget]s'],
    ['A cargo of carpets', 'car', 'A [car]go of [car]pets'],
    ['Scar', 'car', 'Scar'],
    ['The annual report is here', '"annual report" is', 'The [annual report] [is] here'],
    ['a.b* (c) [d]', 'a.b* subject:c', '[a.b]* ([c]) [d]'],
    ['One AND two', 'one AND NOT two', '[One] AND two'],
    ['从北京到上海', '上海', '从北京到[上海]'],
    ['Bob Lee', 'from:"Bob Lee" hasattachments:true', '[Bob Lee]'],
    ['A follow-up', 'follow-up', 'A [follow-up]'],
    ['bob@contoso-sales.com', 'from:bob@contoso-sales.com', '[bob@contoso-sales.com]'],
    ['nothing wanted', '', 'nothing wanted'],
    ['x'.repeat(3), '((((', 'xxx'],
  ])('in %j for %j is marked: %j', (text, search, expected) => {
    expect(marked(text, search)).toBe(expected);
  });
});
