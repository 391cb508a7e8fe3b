import type { Address } from '../client/index.js';

export interface ParsedRecipients {
  readonly valid: Address[];
  /** Text that could not be read; it stays in the field for the user to fix. */
  readonly rest: string[];
}

const ADDRESS = /^[^\s@<>()[\]",;:\\]+@[^\s@<>()[\]",;:\\.]+(\.[^\s@<>()[\]",;:\\.]+)+$/;

export function isAddress(text: string): boolean {
  return text.length <= 320 && ADDRESS.test(text);
}

/** Parses typed or pasted text: `ann@example.com; "Lee, Bob" <bob@example.com>` with commas, semicolons, lines. */
export function parseRecipients(text: string): ParsedRecipients {
  const valid: Address[] = [];
  const rest: string[] = [];
  for (const part of splitRecipients(text)) {
    const address = parseRecipient(part);
    if (address === undefined) {
      rest.push(part);
    } else {
      valid.push(address);
    }
  }
  return { valid, rest };
}

function parseRecipient(text: string): Address | undefined {
  const named = /^(.*)<([^<>]+)>$/.exec(text);
  const address = (named?.[2] ?? text).trim().replace(/^mailto:/i, '');
  if (!isAddress(address)) {
    return undefined;
  }
  const name =
    named?.[1]
      ?.trim()
      .replace(/^"(.*)"$/, '$1')
      .trim() ?? '';
  return name === '' ? { address } : { name, address };
}

/**
 * Splits at commas, semicolons and line ends, but not inside of quotes. Text before a comma that is not an address belongs to the name
 * after it, as office programs write names: `Lee, Bob <bob@example.com>`.
 */
function splitRecipients(text: string): string[] {
  const parts: string[] = [];
  for (const stretch of text.match(/(?:"[^"]*"|[^;\n\r])+/g) ?? []) {
    let before = '';
    for (const piece of stretch.match(/(?:"[^"]*"|[^,])+/g) ?? []) {
      const isSurname = piece.trim() !== '' && !/[@<>"]/.test(piece);
      if (isSurname && before === '') {
        before = piece;
      } else if (before !== '' && /^[^@<>"]+<[^<>]+>\s*$/.test(piece)) {
        parts.push([before, piece].join(','));
        before = '';
      } else {
        parts.push(before, piece);
        before = '';
      }
    }
    parts.push(before);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Adds without duplicates; addresses are compared without their case. */
export function addRecipients(known: readonly Address[], added: readonly Address[]): Address[] {
  const result = [...known];
  for (const one of added) {
    if (!result.some((other) => sameAddress(other.address, one.address))) {
      result.push(one);
    }
  }
  return result;
}

export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
