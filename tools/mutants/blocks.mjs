import ts from 'typescript';

/**
 * The bodies of functions and the blocks inside of them: each is executed as a unit.
 * @returns {{ start: number, end: number, noteAt: number, isExpression: boolean }[]}
 */
export function blocksOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const blocks = [];
  const visit = (node) => {
    if (ts.isBlock(node) || (ts.isCaseClause(node) && node.statements.length > 0)) {
      blocks.push({ start: node.getStart(), end: node.getEnd(), noteAt: noteAt(node), isExpression: false });
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      const start = node.body.getStart();
      blocks.push({ start, end: node.body.getEnd(), noteAt: start, isExpression: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return blocks;
}

function noteAt(node) {
  const first = node.statements[0];
  if (ts.isCaseClause(node)) {
    return first.getStart();
  }
  return first?.getText().startsWith('super(') ? first.getEnd() : node.getStart() + 1;
}

/** The name of the block that a place in the text belongs to; undefined at the top of the module. */
export function blockAt(file, blocks, position) {
  const around = blocks.filter(({ start, end }) => start <= position && position < end);
  const inner = around.sort((a, b) => b.start - a.start)[0];
  return inner === undefined ? undefined : nameOf(file, inner);
}

export function nameOf(file, { start }) {
  return `${file}:${start}`;
}
