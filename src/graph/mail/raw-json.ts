const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const closingBracket = 0x5d;
const closingBrace = 0x7d;
const openingBrace = 0x7b;
const openingBracket = 0x5b;

/** Never part of a JSON string as they are (RFC 8259 §7); between its parts they are white space. */
const controlCharacter = /[\x00-\x1f]/;
const isSimpleEscape = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const unicodeEscape = /^u[\da-fA-F]{4}$/;
/** By their first letter. */
const literals: Readonly<Record<number, string>> = { 0x74: 'true', 0x66: 'false', 0x6e: 'null' };
const deepest = 16;

/** Thrown for what a `RawJson` does not read: white space, numbers, deep nesting, and whatever is no JSON. */
export class NotReadable extends Error {}

/**
 * Walks over the bytes of a JSON text without making values of them, so that strings can be passed on as they are
 * written. It accepts less than JSON and nothing else: what it gets through is valid. Bytes of UTF-8 beyond ASCII are
 * never structure, so that each byte can be taken for a character.
 */
export class RawJson {
  /** The same text with one character per byte. */
  readonly #text: string;
  #at = 0;
  /** The first ones from `#at` on, or older: each is looked for again only when it has been passed. */
  #nextQuote = -1;
  #nextBackslash = -1;
  #isFirst = false;

  constructor(
    private readonly bytes: Buffer,
    private readonly names: KnownNames,
  ) {
    this.#text = bytes.toString('latin1');
    if (controlCharacter.test(this.#text)) {
      throw new NotReadable();
    }
  }

  enterObject(): void {
    this.#expect(openingBrace);
    this.#isFirst = true;
  }

  /** The name of the next member, whose value is to be read then; undefined at the end of the object. */
  nextName(): string | undefined {
    if (!this.#hasNext(closingBrace)) {
      return undefined;
    }
    const start = this.#at + 1;
    this.#expect(quote);
    const guess = this.names.guess(this.bytes, start);
    if (guess !== undefined) {
      this.#at += guess.length;
    } else {
      this.#skipPlain();
    }
    const end = this.#at;
    // A name with an escape stops here: nothing that we look for is written so.
    this.#expect(quote);
    this.#expect(colon);
    return guess ?? this.names.find(this.bytes, start, end) ?? this.#text.slice(start, end);
  }

  enterArray(): void {
    this.#expect(openingBracket);
    this.#isFirst = true;
  }

  /** Whether there is another element, which is to be read then. */
  nextElement(): boolean {
    return this.#hasNext(closingBracket);
  }

  /** A string as it is written, quotes and escapes included. */
  string(): string {
    const start = this.#at;
    this.#expect(quote);
    this.#skipPlain();
    while (this.bytes[this.#at] === backslash) {
      this.#at += this.#escapeLength(this.#at + 1);
      this.#skipPlain();
    }
    this.#expect(quote);
    return this.#text.slice(start, this.#at);
  }

  /** `true`, `false` or `null`. */
  literal(): string {
    const literal = literals[this.bytes[this.#at] ?? 0];
    if (literal === undefined || !this.#text.startsWith(literal, this.#at)) {
      throw new NotReadable();
    }
    this.#at += literal.length;
    return literal;
  }

  get isString(): boolean {
    return this.bytes[this.#at] === quote;
  }

  get isObject(): boolean {
    return this.bytes[this.#at] === openingBrace;
  }

  skip(depth = 0): void {
    if (depth > deepest) {
      throw new NotReadable();
    }
    if (this.isString) {
      this.string();
    } else if (this.isObject) {
      this.enterObject();
      while (this.nextName() !== undefined) {
        this.skip(depth + 1);
      }
    } else if (this.bytes[this.#at] === openingBracket) {
      this.enterArray();
      while (this.nextElement()) {
        this.skip(depth + 1);
      }
    } else {
      this.literal();
    }
  }

  expectEnd(): void {
    if (this.#at !== this.bytes.length) {
      throw new NotReadable();
    }
  }

  /** After a comma there must be something; what must be there fails by itself if it is not. */
  #hasNext(closing: number): boolean {
    if (this.bytes[this.#at] === closing) {
      this.#at++;
      this.#isFirst = false;
      return false;
    }
    if (!this.#isFirst) {
      this.#expect(comma);
    }
    this.#isFirst = false;
    return true;
  }

  /** To the next quote or backslash, or to the end. */
  #skipPlain(): void {
    if (this.#nextQuote < this.#at) {
      this.#nextQuote = this.#find('"');
    }
    if (this.#nextBackslash < this.#at) {
      this.#nextBackslash = this.#find('\\');
    }
    this.#at = Math.min(this.#nextQuote, this.#nextBackslash);
  }

  #find(character: string): number {
    const position = this.#text.indexOf(character, this.#at);
    return position === -1 ? this.#text.length : position;
  }

  #escapeLength(at: number): number {
    if (isSimpleEscape[this.bytes[at] ?? 0] === 1) {
      return 2;
    }
    if (!unicodeEscape.test(this.#text.slice(at, at + 5))) {
      throw new NotReadable();
    }
    return 6;
  }

  #expect(byte: number): void {
    if (this.bytes[this.#at] !== byte) {
      throw new NotReadable();
    }
    this.#at++;
  }
}

interface KnownName {
  readonly name: string;
  readonly bytes: Buffer;
  /** The one that followed it last time. */
  next: KnownName | undefined;
}

/**
 * Names that are looked for: found by their bytes, without making a string of what is there. Whoever writes many objects
 * writes their members in the same order, so that the next name is mostly known before it is read.
 */
export class KnownNames {
  readonly #names: readonly KnownName[];
  #last: KnownName | undefined;

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => ({ name, bytes: Buffer.from(`${name}"`), next: undefined }));
  }

  /** The name that begins at `start`, if it is the one that is expected. */
  guess(text: Buffer, start: number): string | undefined {
    const expected = this.#last?.next;
    if (expected === undefined || !isAt(text, start, expected.bytes)) {
      return undefined;
    }
    this.#last = expected;
    return expected.name;
  }

  /** The name between `start` and `end`, if it is one of those that are looked for. */
  find(text: Buffer, start: number, end: number): string | undefined {
    const length = end - start + 1;
    const found = this.#names.find(({ bytes }) => bytes.length === length && isAt(text, start, bytes));
    if (found !== undefined && this.#last !== undefined) {
      this.#last.next = found;
    }
    this.#last = found ?? this.#last;
    return found?.name;
  }
}

function isAt(text: Buffer, start: number, bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if (text[start + at] !== bytes[at]) {
      return false;
    }
  }
  return true;
}
