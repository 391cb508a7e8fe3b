import { blockAt, blocksOf } from './blocks.mjs';
import { mutationsOf } from './mutations.mjs';
import { report } from './report.mjs';

/** The results of a source's mutations, each made alone, with the name of its kind. */
function mutantsOf(text: string): readonly string[] {
  return mutationsOf('a.ts', text).map(
    ({ start, end, replacement, kind }) => `${kind}: ${text.slice(0, start)}${replacement}${text.slice(end)}`,
  );
}

describe('the mutations of a source', () => {
  it('negate a condition in both directions', () => {
    expect(mutantsOf('if (isOver) return;')).toEqual(['never: if (false) return;', 'always: if (true) return;']);
  });

  it('move a bound, and decide a comparison that is returned', () => {
    expect(mutantsOf('const f = (a, b) => a < b;')).toEqual([
      'bound moved: <=: const f = (a, b) => a <= b;',
      'never: const f = (a, b) => false;',
      'always: const f = (a, b) => true;',
    ]);
  });

  it('omit each operand of a chain, of the whole chain once', () => {
    expect(mutantsOf('call(a && b && c);').filter((text) => text.startsWith('without'))).toEqual([
      'without c: call(a && b);',
      'without b: call(a && c);',
      'without a: call(b && c);',
    ]);
  });

  it.each([
    ['removes a statement', 'f(); g();', 'statement removed: ; g();'],
    ['removes the refinement of a schema', 'const s = z.string().min(1);', '.min removed: const s = z.string();'],
    ['loosens a strict schema', 'const s = z.strictObject({});', 'z.strictObject loosened: const s = z.object({});'],
    ['removes the anchor of a regular expression', 'const r = /^a$/;', '^ removed: const r = /a$/;'],
    ['turns a flag', 'const o = { a: true };', 'turned: const o = { a: false };'],
    ['removes a guard', 'class C { @UseGuards(G) m() {} }', '@UseGuards removed: class C {  m() {} }'],
    ['turns every into some', 'const a = b.every(c);', '.every turned: const a = b.some(c);'],
  ])('%s', (_, text, mutant) => {
    expect(mutantsOf(text)).toContain(mutant);
  });

  it('do not touch types and imports', () => {
    expect(mutantsOf("import { a } from 'a';\ninterface B { c: true }\ntype D = 'x' | true;")).toEqual([]);
  });

  it('state which of them are read once, when the module is loaded', () => {
    const text = 'const s = z.string().min(1); function f() { return z.string().max(1); }';

    expect(
      mutationsOf('a.ts', text)
        .filter(({ isStatic }) => isStatic)
        .map(({ kind }) => kind),
    ).toEqual(['.min removed']);
  });
});

describe('the blocks of a source', () => {
  it('are found from inside, the innermost first', () => {
    const text = 'function f() { if (a) { g(); } }';
    const blocks = blocksOf('a.ts', text);

    expect(blockAt('a.ts', blocks, text.indexOf('g()'))).toBe(`a.ts:${text.indexOf('{ g')}`);
    expect(blockAt('a.ts', blocks, 0)).toBeUndefined();
  });
});

describe('the report', () => {
  it('counts by file and shows each survivor at its line', () => {
    const mutant = { file: 'a.ts', text: 'a;\nb();', start: 3, end: 7, replacement: ';', kind: 'statement removed' };
    const text = report([
      { ...mutant, outcome: 'survived', by: '3 tests' },
      { ...mutant, outcome: 'killed' },
    ]);

    expect(text).toContain('a.ts | 2 | 1 | 0 | 1');
    expect(text).toContain('a.ts:2 statement removed: b(); → ; (3 tests)');
  });
});
