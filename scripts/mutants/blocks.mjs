import ts from 'typescript';

/**
 * The bodies of functions and the blocks inside of them: what is run or not run as one.
 * @returns {{ start: number, end: number, insertAt: number, isExpression: boolean }[]}
 */
export function blocksOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const blocks = [];
  const visit = (node) => {
    if (ts.isBlock(node) || ts.isCaseClause(node)) {
      const statements = node.statements;
      // What uses `this` comes after super().
      const first = statements[0]?.getText().startsWith('super(') ? statements[0].getEnd() : undefined;
      const start = ts.isCaseClause(node) ? statements[0]?.getStart() : node.getStart() + 1;
      if (start !== undefined) {
        blocks.push({ start: node.getStart(), end: node.getEnd(), insertAt: first ?? start, isExpression: false });
      }
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      const [start, end] = [node.body.getStart(), node.body.getEnd()];
      blocks.push({ start, end, insertAt: start, isExpression: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return blocks;
}

/** The text with a note of each block that is run. */
export function noted(file, text) {
  const edits = blocksOf(file, text).flatMap(({ start, end, insertAt, isExpression }) => {
    const note = `globalThis.noteBlock?.(${JSON.stringify(`${file}:${start}`)})`;
    return isExpression
      ? [
          { at: insertAt, rank: start, insert: `(${note}, ` },
          { at: end, rank: -start, insert: ')' },
        ]
      : [{ at: insertAt, rank: start, insert: `;${note};` }];
  });
  return edits
    .sort((a, b) => b.at - a.at || b.rank - a.rank)
    .reduce((result, { at, insert }) => result.slice(0, at) + insert + result.slice(at), text);
}

/** The block that a place in the text belongs to, as `noted` names it; undefined at the top of the module. */
export function blockAt(file, blocks, position) {
  const around = blocks.filter(({ start, end }) => start <= position && position < end);
  const inner = around.sort((a, b) => b.start - a.start)[0];
  return inner === undefined ? undefined : `${file}:${inner.start}`;
}
