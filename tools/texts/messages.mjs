import ts from 'typescript';
import { placeOf, walk } from './sources.mjs';

/** The functions that translate a text (web/src/texts). */
export const functions = ['t', 'tPlural', 'tRich'];

/**
 * The texts of a source file: the function of each (`by`), its key, its English, the names of its values, and its location. `faults` are
 * the calls that can't be extracted.
 *
 * @typedef {{ by: string, key: string, english: string, names: string[], place: string }} Message
 * @param {ts.SourceFile} source
 * @returns {{ messages: Message[], faults: string[] }}
 */
export function messagesOf(source) {
  const messages = [];
  const faults = [];
  walk(source, (node) => {
    if (!isTextCall(node)) {
      return;
    }
    const [text, values] = node.arguments;
    const place = placeOf(source, node);
    const given = valuesOf(values);
    if (given === undefined) {
      faults.push(`${place}: the values of a text are written in the call, by their names`);
      return;
    }
    for (const one of literalsOf(text)) {
      if (one === undefined) {
        faults.push(`${place}: the text is written in the call, as one literal (or a choice between literals)`);
      } else {
        const { context, names } = given;
        messages.push({ by: node.expression.text, key: keyOf(one, context), english: one, names, place });
      }
    }
  });
  return { messages, faults };
}

export function isTextCall(node) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && functions.includes(node.expression.text);
}

/**
 * The same function as in web/src/texts/t.ts; a test compares them.
 *
 * @param {string} text
 * @param {string=} context
 */
export function keyOf(text, context) {
  return context === undefined ? text : `${text} [${context}]`;
}

/** `isAll ? 'Select all' : 'Select'` is two texts. Undefined when the node is not a literal. */
function literalsOf(node) {
  if (node === undefined) {
    return [undefined];
  }
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return [node.text];
  }
  if (ts.isParenthesizedExpression(node)) {
    return literalsOf(node.expression);
  }
  if (ts.isConditionalExpression(node)) {
    return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  }
  return [undefined];
}

/** The names of the values and the context; undefined when they aren't written in the call. */
function valuesOf(node) {
  if (node === undefined) {
    return { names: [], context: undefined };
  }
  if (!ts.isObjectLiteralExpression(node)) {
    return undefined;
  }
  const names = [];
  let context;
  for (const property of node.properties) {
    if (property.name === undefined || !('text' in property.name)) {
      return undefined;
    }
    if (property.name.text !== 'context') {
      names.push(property.name.text);
    } else if (ts.isPropertyAssignment(property) && ts.isStringLiteral(property.initializer)) {
      context = property.initializer.text;
    } else {
      return undefined;
    }
  }
  return { names, context };
}
