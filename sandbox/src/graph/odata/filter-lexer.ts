import { badRequest } from '../graph-error.js';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number };

const PATTERN = /\s*(?:'((?:[^']|'')*)'|([A-Za-z0-9_/.:+@-]+)|([(),]))/y;

/** Splits a $filter expression into words (names, operators, numbers, dates), quoted strings and signs. */
export function tokenise(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  const end = expression.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (match === null) {
      throw badRequest(
        `Invalid filter clause: Syntax error: character '${expression.slice(at).trimStart().charAt(0)}' is not valid at position ${at} in '${expression}'.`,
      );
    }
    const [, quoted, word, sign] = match;
    if (quoted !== undefined) {
      tokens.push({ kind: 'string', text: quoted.replaceAll("''", "'"), at });
    } else if (word !== undefined) {
      tokens.push({ kind: 'word', text: word, at });
    } else {
      tokens.push({ kind: 'sign', text: sign ?? '', at });
    }
  }
  return tokens;
}
