import { blocksOf, nameOf } from './blocks.mjs';

/**
 * The text with code that records each block that runs, and with all of `mutations`, each behind a switch: `globalThis.mutant` is
 * the number of the active one.
 * @param {(import('./mutations.mjs').Mutation & { number: number })[]} mutations none of them outside of functions
 */
export function switched(file, text, mutations = []) {
  const notes = blocksOf(file, text).flatMap((block) => {
    const note = `globalThis.noteBlock?.(${JSON.stringify(nameOf(file, block))})`;
    return block.isExpression
      ? around({ ...block, isOutermost: true }, `(${note}, `, ')')
      : [{ at: block.noteAt, isBefore: true, reach: Infinity, insert: `;${note};` }];
  });
  const edits = [...notes, ...ranges(mutations).flatMap(switchOf)].sort(inOrder);
  let result = '';
  let last = 0;
  for (const { at, insert } of edits) {
    result += text.slice(last, at) + insert;
    last = at;
  }
  return result + text.slice(last);
}

function ranges(mutations) {
  const groups = new Map();
  for (const mutation of mutations) {
    const key = `${mutation.start}-${mutation.end}`;
    groups.set(key, [...(groups.get(key) ?? []), mutation]);
  }
  return [...groups.values()];
}

function switchOf(mutations) {
  const isStatement = mutations[0].replacement === ';';
  if (isStatement) {
    return around(mutations[0], `{ if (globalThis.mutant !== ${mutations[0].number}) { `, ' } }');
  }
  const choices = mutations.map(({ number, replacement }) => `globalThis.mutant === ${number} ? (${replacement}) : `);
  return around(mutations[0], `(${choices.join('')}`, ')');
}

function around({ start, end, isOutermost = false }, before, after) {
  const reach = end - start + (isOutermost ? 0.5 : 0);
  return [
    { at: start, isBefore: true, reach, insert: before },
    { at: end, isBefore: false, reach, insert: after },
  ];
}

/** An end precedes a beginning at the same position. Ends are ordered from the smallest range, beginnings from the largest. */
function inOrder(a, b) {
  if (a.at !== b.at) {
    return a.at - b.at;
  }
  if (a.isBefore !== b.isBefore) {
    return a.isBefore ? 1 : -1;
  }
  return a.isBefore ? b.reach - a.reach : a.reach - b.reach;
}
