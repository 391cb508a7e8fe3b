export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const longestHeader = 16_384;
const token = /[!#$%&'*+.^`|~\w-]+/y;
const token68 = /[\w.~+/-]+=*(?=[\t ]*(?:,|$))/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const space = /[\t ]*/y;
const separators = /[\t ,]*/y;

/**
 * The challenges of a `WWW-Authenticate` header (RFC 9110 §11.6.1). Parsing stops at the first invalid part; the parts
 * before it count. Every expression is anchored, so the time is linear.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const reader = new Reader(header.slice(0, longestHeader));
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (;;) {
    reader.take(separators);
    const name = reader.take(token)?.toLowerCase();
    if (name === undefined) {
      return challenges;
    }
    const value = readValue(reader);
    if (value !== undefined) {
      challenges.at(-1)?.parameters.set(name, value);
      continue;
    }
    challenges.push({ scheme: name, parameters: new Map() });
    reader.take(space);
    reader.take(token68);
  }
}

/** The JSON of the claims of a Bearer challenge; undefined when there are none or they are unreadable. */
export function claimsOf(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : header?.join(', ');
  const challenge = parseChallenges(text ?? '').find(
    ({ scheme, parameters }) => scheme === 'bearer' && parameters.has('claims'),
  );
  return decodeClaims(challenge?.parameters.get('claims') ?? '');
}

/** Base64 of JSON. Some resources and gateways send the JSON itself, or percent-encode one of them; MSAL.NET reads both too. */
function decodeClaims(encoded: string): string | undefined {
  const text = percentDecoded(encoded);
  return objectIn(Buffer.from(text, 'base64').toString()) ?? objectIn(text);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** JSON of one object, written anew. */
function objectIn(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}

/** After a name: `= value` makes it a parameter; otherwise it was a scheme, and nothing is consumed. */
function readValue(reader: Reader): string | undefined {
  const start = reader.position;
  reader.take(space);
  if (!reader.takeCharacter('=')) {
    reader.position = start;
    return undefined;
  }
  reader.take(space);
  const quotedText = reader.take(quoted);
  if (quotedText !== undefined) {
    return quotedText.slice(1, -1).replace(/\\(.)/g, '$1');
  }
  // Base64 without quotes is no token by RFC 9110; it ends where the parameter ends.
  return reader.take(token68) ?? reader.take(token) ?? '';
}

class Reader {
  position = 0;

  constructor(private readonly text: string) {}

  take(expression: RegExp): string | undefined {
    expression.lastIndex = this.position;
    const [match] = expression.exec(this.text) ?? [];
    this.position += match?.length ?? 0;
    return match;
  }

  takeCharacter(character: string): boolean {
    if (this.text[this.position] !== character) {
      return false;
    }
    this.position++;
    return true;
  }
}
