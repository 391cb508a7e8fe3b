import type { AadstsMeaning, AadstsNumbers } from './aadsts-answers.js';
import { aadstsChapters } from './aadsts-chapters.js';

const byNumber = new Map<number, AadstsMeaning>();
const ranges: { readonly from: number; readonly to: number; readonly entry: AadstsMeaning }[] = [];
for (const { signIn, refresh, rows } of aadstsChapters) {
  for (const [numbers, meaning, source = 'codes'] of rows) {
    const entry: AadstsMeaning = { meaning, signIn, refresh, source };
    if (typeof numbers === 'number') {
      byNumber.set(numbers, entry);
    } else {
      ranges.push({ from: numbers[0], to: numbers[1], entry });
    }
  }
}

/** The row of a number; undefined for an unknown number. */
export function aadstsMeaningOf(number: number): AadstsMeaning | undefined {
  return byNumber.get(number) ?? ranges.find(({ from, to }) => number >= from && number <= to)?.entry;
}

/** Every number and range of numbers, in the order of the table. */
export const aadstsNumbers: readonly AadstsNumbers[] = aadstsChapters.flatMap(({ rows }) =>
  rows.map(([numbers]) => numbers),
);
