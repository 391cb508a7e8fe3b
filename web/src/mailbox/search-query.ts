/**
 * A search as the user sees it in the field and in the address: KQL (keyword query language) as `$search` accepts it.
 * The refiners read and write it; what they don't know stays as it was typed.
 */
export interface SearchTerms {
  /** Words, "phrases", operators, and properties without a refiner. */
  readonly words: string;
  readonly from: string;
  readonly to: string;
  /** The first and the last day, `YYYY-MM-DD`; empty: any. */
  readonly since: string;
  readonly until: string;
  readonly hasAttachments: boolean;
  readonly isUnread: boolean;
}

export const noTerms: SearchTerms = {
  words: '',
  from: '',
  to: '',
  since: '',
  until: '',
  hasAttachments: false,
  isUnread: false,
};

/** A property with its value, a phrase, or a word; an unpaired quotation mark is a token of its own. */
const TOKEN = /(?<name>[a-z]+)(?<operator>:|>=|<=)(?<value>"[^"]*"|[^\s"()]+)|"[^"]*"|[^\s"]+(?:"[^"]*")?|"/gi;
const DAY = /^\d{4}-\d\d-\d\d$/;

export function parseSearch(text: string): SearchTerms {
  const apart = refinersApart(text);
  if (apart !== undefined) {
    return { ...parseSearch(apart.refiners), words: apart.words };
  }
  const isRead = isPlain(text);
  let terms = noTerms;
  const words: string[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const { name, operator, value } = match.groups ?? {};
    const found = isRead && name !== undefined ? `${name}${operator ?? ''}` : '';
    const refined = refinedBy(terms, found, value ?? '');
    if (refined !== undefined) {
      terms = refined;
    }
    // A second one is written in the same form, because a parsed query must be written unchanged.
    else if (/^(?:from|to):$/i.test(found)) {
      words.push(property(found, value ?? ''));
    }
    // Graph refuses a property without a value, and an unpaired quotation mark. `AND` is the meaning of a space.
    else if (match[0] !== '"' && !(isRead && match[0] === 'AND')) {
      words.push(match[0].replace(/^([a-z]+):$/i, '$1'));
    }
  }
  return { ...terms, words: words.filter((word) => word !== '').join(' ') };
}

/** Whether there are no alternatives: with them, a property isn't a condition on all results. */
function isPlain(text: string): boolean {
  return !/(?:^|\s)(?:OR|NOT|NEAR)(?=\s|$)|[()]/.test(unquoted(text));
}

function unquoted(text: string): string {
  return text.replace(/"[^"]*"/g, '""');
}

/** `(budget OR invoice) hasattachments:true`: the words in brackets, then only conditions on all of them. */
function refinersApart(text: string): { words: string; refiners: string } | undefined {
  const [, words = '', refiners = ''] = /^\((.*)\) ([^()]+)$/s.exec(text) ?? [];
  if (words === '' || isPlain(words) || !isBalanced(words)) {
    return undefined;
  }
  return parseSearch(refiners).words === '' ? { words, refiners } : undefined;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const bracket of unquoted(text).match(/[()]/g) ?? []) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

/** Undefined when it is not a refiner, or is set already. */
function refinedBy(terms: SearchTerms, property: string, quoted: string): SearchTerms | undefined {
  const value = plain(quoted);
  switch (property.toLowerCase()) {
    case 'from:':
      return terms.from === '' && value !== '' ? { ...terms, from: value } : undefined;
    case 'to:':
      return terms.to === '' && value !== '' ? { ...terms, to: value } : undefined;
    case 'received>=':
      return terms.since === '' && DAY.test(value) ? { ...terms, since: value } : undefined;
    case 'received<=':
      return terms.until === '' && DAY.test(value) ? { ...terms, until: value } : undefined;
    case 'hasattachments:':
    case 'hasattachment:':
      return /^(?:true|yes)$/i.test(value) ? { ...terms, hasAttachments: true } : undefined;
    case 'isread:':
      return /^(?:false|no)$/i.test(value) ? { ...terms, isUnread: true } : undefined;
    default:
      return undefined;
  }
}

export function writeSearch({ words, from, to, since, until, hasAttachments, isUnread }: SearchTerms): string {
  const refiners = [
    property('from:', from),
    property('to:', to),
    DAY.test(since) ? `received>=${since}` : '',
    DAY.test(until) ? `received<=${until}` : '',
    hasAttachments ? 'hasattachments:true' : '',
    isUnread ? 'isread:false' : '',
  ].filter((part) => part !== '');
  const wanted = words.trim();
  const needsBrackets = refiners.length > 0 && !isPlain(wanted) && isBalanced(wanted);
  return [needsBrackets ? `(${wanted})` : wanted, ...refiners].filter((part) => part !== '').join(' ');
}

/** The query for the service, without what Graph would refuse, such as an unpaired bracket. */
export function kqlOf(text: string, most = 8): string {
  const asked = cleaned(text);
  // A removed or quoted part may leave another part incomplete.
  return most === 0 || wordsIn(asked) === wordsIn(text) ? asked : kqlOf(asked, most - 1);
}

function cleaned(text: string): string {
  const closed = isBalanced(text) ? text : outsideOfPhrases(text, (part) => part.replace(/[()]/g, ' '));
  return withoutLooseOperators(writeSearch(parseSearch(closed)));
}

/** In any order: writing moves conditions to the end, and the second of two equal ones before the first. */
function wordsIn(text: string): string {
  return text.split(' ').sort().join(' ');
}

function outsideOfPhrases(text: string, change: (part: string) => string): string {
  return text
    .split(/("[^"]*")/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}

/** Removes operators without an operand on one side. */
function withoutLooseOperators(text: string): string {
  const shorter = text.replace(/^(?:AND|OR)(?:\s+|$)/, '').replace(/(?:^|\s+)(?:AND|OR|NOT)$/, '');
  return shorter === text ? text : withoutLooseOperators(shorter);
}

/** KQL can't escape a quotation mark in a phrase: it is removed, and the phrase stays one. */
function property(name: string, text: string): string {
  const value = plain(text);
  if (value === '') {
    return '';
  }
  return /^[\p{L}\p{N}@._+-]+$/u.test(value) ? `${name}${value}` : `${name}"${value}"`;
}

function plain(text: string): string {
  return text
    .replace(/["\\\u0000-\u001f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether there are conditions besides the words. */
export function isRefined(terms: SearchTerms): boolean {
  return writeSearch({ ...terms, words: '' }) !== '';
}

/** The words and phrases to highlight in the results. */
export function searchWords(text: string): string[] {
  const { words, from, to } = parseSearch(text);
  const found: string[] = [];
  let isExcluded = false;
  for (const [token] of words.matchAll(TOKEN)) {
    const isOperator = /^(?:AND|OR|NOT|NEAR(?:\(.*\))?)$/.test(token);
    if (!isOperator && !isExcluded && !token.startsWith('-')) {
      found.push(token.replace(/^(?:subject|body):/i, ''));
    }
    isExcluded = token === 'NOT';
  }
  return [...found.filter((word) => !/^[a-z]+(?::|[<>]=)/i.test(word)), from, to]
    .map((word) => word.replace(/["()*]/g, '').trim())
    .filter((word) => word !== '');
}

export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Scripts without spaces: a match may be anywhere. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The text in parts, with the matches at the beginning of a word separated from the rest. */
export function markedParts(text: string, wanted: readonly string[]): TextPart[] {
  if (wanted.length === 0) {
    return [{ text, isHit: false }];
  }
  const longestFirst = [...wanted].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((word) => {
    const literal = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return UNSPACED.test(word) ? literal : `(?<![\\p{L}\\p{N}])${literal}`;
  });
  return text
    .split(new RegExp(`(${alternatives.join('|')})`, 'giu'))
    .map((part, index) => ({ text: part, isHit: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
