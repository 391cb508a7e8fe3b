import ts from 'typescript';
import { isTextCall } from './messages.mjs';
import { placeOf, walk } from './sources.mjs';

/**
 * Finds untranslated texts for users: text between elements, and any literal that reads like words, wherever it is. They are recognised
 * by their wording, not by a list of attributes, because most texts of the app are members of objects, or arguments. Literals for
 * machines that read like words are in a context that `isForMachines` recognises, or are exceptions (exceptions.mjs).
 *
 * @param {ts.SourceFile} source
 * @returns {{ place: string, file: string, text: string }[]}
 */
export function leftBehind(source) {
  const found = [];
  walk(source, (node) => {
    if (isTextCall(node)) {
      // The values of a translated text may contain an untranslated one.
      node.arguments.slice(1).forEach((value) => walkValues(source, value, found));
      return true;
    }
    if (isForMachines(node)) {
      return true;
    }
    return note(source, node, found);
  });
  return found;
}

function walkValues(source, value, found) {
  walk(value, (node) => {
    if (ts.isPropertyAssignment(node) && node.name.text === 'context') {
      return true;
    }
    if (isTextCall(node)) {
      node.arguments.slice(1).forEach((inner) => walkValues(source, inner, found));
      return true;
    }
    return isForMachines(node) || note(source, node, found);
  });
}

function note(source, node, found) {
  const text = textOf(node);
  if (text !== undefined && (ts.isJsxText(node) ? /\p{L}/u.test(text) : readsLikeWords(text))) {
    found.push({ place: placeOf(source, node), file: source.fileName, text: text.trim() });
  }
  return false;
}

/** Its own text. The values of a template are separate nodes, and a placeholder replaces each. */
function textOf(node) {
  if (ts.isJsxText(node) || ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('\u0000');
  }
  return undefined;
}

/** `Delete`, `No more`, `of the list`, `“`, ` messages`; not `inbox`, `aria-label`, `#fff`, `a.b`, `10px`. */
export function readsLikeWords(text) {
  const shown = text.replaceAll('\u0000', ' ').trim();
  if (/[’“”…–—]/.test(shown)) {
    return true;
  }
  if (/^\p{Lu}\p{Ll}+(?:[.:?!]|$)/u.test(shown)) {
    return true;
  }
  // A template with a word besides its values.
  if (text.includes('\u0000') && /(?:^|\s)\p{L}{2,}(?:\s|$)/u.test(text.replaceAll('\u0000', ' ')) && /\s/.test(text)) {
    return true;
  }
  return /\p{L}{2,}[,.:;?!)]* +[(]?\p{L}/u.test(shown);
}

const styleCalls = ['makeStyles', 'makeResetStyles', 'mergeClasses', 'shorthands'];
const selectors = ['querySelector', 'querySelectorAll', 'closest', 'matches', 'matchMedia', 'useMediaQuery'];
const machineAttributes = ['className', 'style', 'd', 'viewBox', 'sandbox', 'allow', 'rel', 'id', 'key', 'data-testid'];

/** Whether the context shows that a literal is not a text, whatever it looks like. */
function isForMachines(node) {
  if (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTypeNode(node) ||
    ts.isLiteralTypeNode(node)
  ) {
    return true;
  }
  // Names of keys (`event.key === 'Enter'`), and operands of other comparisons.
  if (isComparison(node.parent) && node.parent.left !== undefined && isLiteral(node)) {
    return true;
  }
  if (ts.isCaseClause(node.parent ?? node) && node.parent.expression === node) {
    return true;
  }
  // A pattern can contain default values.
  const isPattern = ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node);
  if (node.parent !== undefined && 'name' in node.parent && node.parent.name === node && !isPattern) {
    return true;
  }
  if (ts.isElementAccessExpression(node.parent ?? node) && node.parent.argumentExpression === node) {
    return true;
  }
  if (ts.isJsxAttribute(node)) {
    return machineAttributes.includes(node.name.getText());
  }
  // Errors are for a log, except the ones that tell the user why their files can't be sent.
  if (ts.isNewExpression(node)) {
    return /(?<!Attachment)(?:Error|Exception)$/.test(node.expression.getText());
  }
  if (ts.isCallExpression(node)) {
    const called = node.expression;
    const name = ts.isPropertyAccessExpression(called) ? called.name.text : called.getText();
    return styleCalls.includes(name) || selectors.includes(name);
  }
  return false;
}

function isComparison(node) {
  const kinds = [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken];
  return node !== undefined && ts.isBinaryExpression(node) && kinds.includes(node.operatorToken.kind);
}

function isLiteral(node) {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
}
