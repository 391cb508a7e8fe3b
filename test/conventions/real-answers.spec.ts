import { authErrorCodes } from '../../src/auth/sign-in-failure.js';
import { problemCodes as problems } from '../../src/common/index.js';
import { realAnswers, sharedAnswers, type RealAnswer } from '../support/real-answers/table.js';

const problemCodes = Object.keys(problems);
const rows = realAnswers();
const shared = sharedAnswers();

describe('the table of real responses', () => {
  it('names each row once', () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has a source for everything that is marked as observed or documented', () => {
    const unsourced = rows.filter(({ evidence, source }) => evidence !== 'assumed' && source.length < 8);
    expect(unsourced.map(({ id }) => id)).toEqual([]);
  });
});

if (shared === undefined) {
  process.stderr.write('SKIPPED: ../shared/data/real-answers.jsonl is absent; the table was not compared with it.\n');
  describe('SKIPPED, for ../shared/data/real-answers.jsonl is absent: the table and what was gathered elsewhere', () => {
    it('are not compared', () => {
      expect(shared).toBeUndefined();
    });
  });
} else {
  describe('what was gathered elsewhere', () => {
    const own = new Map(rows.map((row) => [row.id, row]));

    it.each(shared.map((line) => [line.id, line] as const))('%s has a row that expects the same', (id, line) => {
      const row = own.get(id);
      if (row === undefined) {
        throw new Error(`no row ${id}`);
      }
      expect([row.where, row.answer.status, row.plays.length > 0]).toEqual([line.where, line.answer.status, true]);
      expect(unmet(line.expected, row)).toEqual([]);
    });
  });
}

function listed<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}

function codesOf({ plays }: RealAnswer): string[] {
  return plays.flatMap(({ expect: { code, authError } }) => [...listed(code), ...listed(authError)]);
}

/** The parts of an expectation that a program can check and that the row's plays do not test. */
function unmet(words: string, row: RealAnswer): string[] {
  const facts = row.plays.map(({ expect: facts }) => facts);
  const codes = new Set(codesOf(row));
  const complaints: string[] = [];
  const named = (known: readonly string[]): string[] =>
    known.filter((code) => new RegExp(`(?<!(never|not|no|neither|nor) (told as )?)\\b${code}\\b`).test(words));
  const positive = [...named(problemCodes), ...named(authErrorCodes)];
  if (positive.length > 0 && codes.size > 0 && !positive.some((code) => codes.has(code))) {
    complaints.push(`none of ${positive.join(', ')} is expected`);
  }
  const negative = [...problemCodes, ...authErrorCodes].filter((code) =>
    new RegExp(`\\b(never|not|neither|nor) ${code}\\b`).test(words),
  );
  complaints.push(...negative.filter((code) => codes.has(code)).map((code) => `${code} is expected`));
  const statuses = new Set(facts.flatMap(({ status }) => listed(status)));
  const asked = [...words.matchAll(/(?<!(?:not|neither|nor|never|with|of|from) )\b([1-5]\d\d)\b(?= \w+_\w+|,|;|:|$)/g)];
  const missing = asked
    .map(([, status]) => Number(status))
    .filter((status) => statuses.size > 0 && !statuses.has(status));
  complaints.push(...missing.map((status) => `${status} is not expected`));
  if (/no session ends|every session lives|session lives|never ends a session/.test(words)) {
    complaints.push(...(facts.some(({ session }) => session === 'lives') ? [] : ['no session is said to live']));
  }
  if (/every session of the user ends/.test(words)) {
    complaints.push(...(facts.some(({ session }) => session === 'ends') ? [] : ['no session is said to end']));
  }
  if (/one more GET/.test(words)) {
    complaints.push(...(facts.some(({ calls }) => calls === 2) ? [] : ['no second GET is expected']));
  }
  if (/Retry-After/.test(words)) {
    complaints.push(
      ...(facts.some(({ retryAfter }) => retryAfter !== undefined) ? [] : ['no Retry-After is expected']),
    );
  }
  return complaints;
}
