import { oneLine } from './mutations.mjs';

const outcomes = ['killed', 'timed out', 'survived'];

/** A table by file, and the location and the text of each survivor, in the order of files and locations. */
export function report(mutants) {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const rows = files.map((file) =>
    row(
      file,
      mutants.filter((mutant) => mutant.file === file),
    ),
  );
  const survivors = mutants
    .filter(({ outcome }) => outcome === 'survived')
    .map(({ file, text, start, end, replacement, kind, by }) => {
      const line = text.slice(0, start).split('\n').length;
      return `${file}:${line} ${kind}: ${oneLine(text.slice(start, end))} → ${oneLine(replacement)} (${by})`;
    });
  const header = ['file', 'mutants', ...outcomes].join(' | ');
  return ['', header, ...rows, row('all', mutants), '', ...survivors, ''].join('\n');
}

function row(name, mutants) {
  const counts = outcomes.map((wanted) => mutants.filter(({ outcome }) => outcome === wanted).length);
  return [name, mutants.length, ...counts].join(' | ');
}
