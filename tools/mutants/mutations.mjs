import ts from 'typescript';

/**
 * `isStatic`: whether it is outside of functions, or in code that is read once.
 * @typedef {{ start: number, end: number, replacement: string, kind: string, isStatic: boolean }} Mutation
 */

const comparisons = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, undefined],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, undefined],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);
const logical = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
/** Methods of a schema that restrict values. */
const refinements = new Set(
  'strict min max regex refine superRefine length nonempty gt lt gte lte int positive nonnegative'.split(' '),
);
const looseSchemas = new Map([
  ['strictObject', 'z.object'],
  ['enum', 'z.string().or'],
  ['literal', 'z.any().or'],
  ['undefined', 'z.any'],
]);
const removableDecorators = new Set(['UseGuards', 'Public', 'HttpCode', 'Header', 'UseFilters', 'UseInterceptors']);

/**
 * What can be removed from a source text or inverted, one at a time: conditions, operands, bounds of comparisons, statements,
 * refinements of schemas, anchors of regular expressions, decorators.
 * @returns {Mutation[]} in the order of the text
 */
export function mutationsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const found = [];
  const replace = (node, replacement, kind) => {
    found.push({ start: node.getStart(), end: node.getEnd(), replacement, kind, isStatic: isStatic(node) });
  };
  visit(source, replace);
  const unique = new Map(found.map((one) => [`${one.start}:${one.end}:${one.replacement}`, one]));
  return [...unique.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.replacement < b.replacement ? -1 : 1),
  );
}

function isStatic(node) {
  for (let { parent } = node; parent !== undefined; { parent } = parent) {
    if (ts.isDecorator(node) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) {
      return true;
    }
    if (ts.isBlock(parent) || (ts.isArrowFunction(parent) && parent.body.pos <= node.pos)) {
      return false;
    }
  }
  return true;
}

function visit(node, replace) {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) {
    return;
  }
  if (isDecision(node)) {
    replace(node, 'true', 'always');
    replace(node, 'false', 'never');
  }
  if (ts.isBinaryExpression(node)) {
    binary(node, replace);
  } else if (ts.isExpressionStatement(node)) {
    if (isEffect(node.expression)) {
      replace(node, ';', 'statement removed');
    }
  } else if (ts.isThrowStatement(node) || ts.isReturnStatement(node)) {
    if (!isGuarded(node) && (ts.isThrowStatement(node) || ts.isCaseClause(node.parent))) {
      replace(node, ';', 'statement removed');
    }
  } else if (ts.isCallExpression(node)) {
    call(node, replace);
  } else if (ts.isDecorator(node)) {
    decorator(node, replace);
  } else if (ts.isRegularExpressionLiteral(node)) {
    anchors(node, replace);
  } else if (ts.isPropertyAssignment(node) && isBoolean(node.initializer)) {
    replace(node.initializer, String(node.initializer.kind === ts.SyntaxKind.FalseKeyword), 'turned');
  }
  ts.forEachChild(node, (child) => visit(child, replace));
}

/** A condition, or a comparison or a chain of && and || whose value is returned or stored. */
function isDecision(node) {
  const { parent } = node;
  if (parent === undefined || isBoolean(node)) {
    return false;
  }
  if (
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) &&
      parent.expression === node) ||
    ((ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node)
  ) {
    return true;
  }
  const isUsed =
    (ts.isReturnStatement(parent) && parent.expression === node) ||
    (ts.isArrowFunction(parent) && parent.body === node) ||
    ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.initializer === node) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node);
  return isUsed && isTruth(node);
}

function isTruth(node) {
  if (ts.isParenthesizedExpression(node)) {
    return isTruth(node.expression);
  }
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.ExclamationToken;
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return ['test', 'has', 'includes', 'startsWith', 'endsWith', 'some', 'every'].includes(node.expression.name.text);
  }
  if (!ts.isBinaryExpression(node)) {
    return false;
  }
  const operator = node.operatorToken.kind;
  return comparisons.has(operator) || (isAndOr(operator) && isTruth(node.left) && isTruth(node.right));
}

function isAndOr(operator) {
  return logical.has(operator) && operator !== ts.SyntaxKind.QuestionQuestionToken;
}

function binary(node, replace) {
  const operator = node.operatorToken.kind;
  const turned = comparisons.get(operator);
  if (turned !== undefined) {
    replace(node, `${node.left.getText()} ${turned} ${node.right.getText()}`, `bound moved: ${turned}`);
  }
  const isPartOfChain = ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === operator;
  if (!logical.has(operator) || isPartOfChain) {
    return;
  }
  const operands = chain(node, operator);
  operands.forEach((operand, index) => {
    const rest = operands.filter((_, other) => other !== index).map((one) => one.getText());
    replace(node, rest.join(` ${node.operatorToken.getText()} `), `without ${oneLine(operand.getText())}`);
  });
}

function chain(node, operator) {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === operator
    ? [...chain(node.left, operator), ...chain(node.right, operator)]
    : [node];
}

function isEffect(expression) {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)) {
    return isEffect(expression.expression);
  }
  return (
    (ts.isCallExpression(expression) && expression.expression.kind !== ts.SyntaxKind.SuperKeyword) ||
    (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) ||
    ts.isPostfixUnaryExpression(expression)
  );
}

/** Whether removing the statement is the same as the condition before it being false. */
function isGuarded({ parent }) {
  return (
    ts.isIfStatement(parent) ||
    (ts.isBlock(parent) && parent.statements.length === 1 && ts.isIfStatement(parent.parent))
  );
}

function call(node, replace) {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression)) {
    return;
  }
  const name = expression.name.text;
  const receiver = expression.expression;
  const isZod = ts.isIdentifier(receiver) && receiver.text === 'z';
  if (isZod && looseSchemas.has(name)) {
    const loose = looseSchemas.get(name);
    const schema = loose.endsWith('.or')
      ? `${loose}(${node.getText()})`
      : node.getText().replace(expression.getText(), loose);
    replace(node, schema, `z.${name} loosened`);
  } else if (!isZod && refinements.has(name) && receiver.getText() !== 'Math') {
    replace(node, receiver.getText(), `.${name} removed`);
  } else if (name === 'filter' || (name === 'slice' && node.arguments[0]?.getText() === '0')) {
    replace(node, receiver.getText(), `.${name} removed`);
  } else if (name === 'some' || name === 'every') {
    const other = name === 'some' ? 'every' : 'some';
    replace(node, node.getText().replace(expression.getText(), `${receiver.getText()}.${other}`), `.${name} turned`);
  }
}

function decorator(node, replace) {
  const { expression } = node;
  const name =
    ts.isCallExpression(expression) && ts.isIdentifier(expression.expression) ? expression.expression.text : '';
  if (removableDecorators.has(name)) {
    replace(node, '', `@${name} removed`);
  } else if (name === 'Body' && expression.arguments.length > 0) {
    replace(node, '@Body()', 'schema of @Body removed');
  }
}

function anchors(node, replace) {
  const text = node.getText();
  const end = text.lastIndexOf('/');
  if (text.startsWith('/^')) {
    replace(node, `/${text.slice(2)}`, '^ removed');
  }
  if (text[end - 1] === '$' && text[end - 2] !== '\\') {
    replace(node, text.slice(0, end - 1) + text.slice(end), '$ removed');
  }
}

function isBoolean({ kind }) {
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;
}

export function oneLine(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
