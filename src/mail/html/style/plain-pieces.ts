/** Escapes, comments, blocks and addresses: only a tokenizer knows where they end. */
const needsTokens = /[\\{}[\]]|\/\*|url/i;
const hasBrackets = /["'()]/;

/**
 * The declarations of a text in which nothing can hide a semicolon: the pieces between its semicolons, trimmed. Undefined
 * when that takes a tokenizer.
 */
export function plainPieces(text: string): readonly string[] | undefined {
  if (needsTokens.test(text)) {
    return undefined;
  }
  const pieces = hasBrackets.test(text) ? piecesOutsideBrackets(text) : text.split(';');
  return pieces?.map((piece) => piece.trim());
}

/** Undefined when a quote or a round bracket stands alone, or a line ends within quotes. */
function piecesOutsideBrackets(text: string): string[] | undefined {
  const pieces: string[] = [];
  let quote = '';
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\n' || character === '\r' || character === '\f') {
        return undefined;
      }
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '(') {
      depth += 1;
    } else if (character === ')') {
      depth -= 1;
      if (depth < 0) {
        return undefined;
      }
    } else if (character === ';' && depth === 0) {
      pieces.push(text.slice(start, index));
      start = index + 1;
    }
  }
  pieces.push(text.slice(start));
  return quote === '' && depth === 0 ? pieces : undefined;
}
