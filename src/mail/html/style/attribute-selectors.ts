import type { MessageScope } from '../scope.js';
import { type CssTokens, kind, stringCodec } from './tokens.js';

/** Attributes that a message keeps; a selector of any other matches nothing. */
const attributes = new Set(
  `align alt aria-hidden aria-label background bgcolor border cellpadding cellspacing class color colspan dir face height
  href id lang name role rowspan size style summary title type valign width`.split(/\s+/),
);
const operators = new Set(['~', '|', '^', '$', '*']);

/**
 * The part of a selector between square brackets, with its brackets: `never` when it can match nothing of a message,
 * undefined when it is invalid.
 */
export function safeAttributeSelector(
  tokens: CssTokens,
  start: number,
  end: number,
  scope: MessageScope,
): string | undefined {
  const at = tokens.skipBlanks(start, end);
  if (tokens.kind(at) !== kind.ident || at >= end) {
    return undefined;
  }
  const name = tokens.name(at).toLowerCase();
  let next = tokens.skipBlanks(at + 1, end);
  if (next >= end) {
    return attributes.has(name) ? `[${name}]` : 'never';
  }
  let operator = '=';
  if (tokens.kind(next) === kind.delim && operators.has(tokens.text(next))) {
    operator = `${tokens.text(next)}=`;
    next += 1;
  }
  if (!tokens.isDelim(next, '=')) {
    return undefined;
  }
  const value = tokens.skipBlanks(next + 1, end);
  const flag = tokens.skipBlanks(value + 1, end);
  const text = valueOf(tokens, value, end);
  const hasFlag = flag < end;
  const isFlag = tokens.kind(flag) === kind.ident && ['i', 's'].includes(tokens.name(flag).toLowerCase());
  if (text === undefined || (hasFlag && (!isFlag || tokens.skipBlanks(flag + 1, end) < end))) {
    return undefined;
  }
  if (!attributes.has(name) || text === '' || /[<\u0000-\u001f]/.test(text)) {
    return 'never';
  }
  const written = stringCodec.encode(scoped(name, operator, text, scope));
  return `[${name}${operator}${written}${hasFlag ? ` ${tokens.name(flag).toLowerCase()}` : ''}]`;
}

function valueOf(tokens: CssTokens, index: number, end: number): string | undefined {
  if (index >= end) {
    return undefined;
  }
  switch (tokens.kind(index)) {
    case kind.string:
      return tokens.value(index);
    case kind.ident:
      return tokens.name(index);
    default:
      return undefined;
  }
}

/** Names are written with the prefix of the message, so a selector by them requires it. */
function scoped(name: string, operator: string, text: string, scope: MessageScope): string {
  const isAnywhere = operator === '*=' || operator === '$=';
  if (name === 'class' && !isAnywhere) {
    return scope.names(text);
  }
  if ((name === 'id' || name === 'name') && !isAnywhere) {
    return scope.name(text);
  }
  return name === 'href' && text.length > 1 && text.startsWith('#') ? `#${scope.name(text.slice(1))}` : text;
}
