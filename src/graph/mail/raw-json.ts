const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const closingBracket = 0x5d;
const closingBrace = 0x7d;
const openingBrace = 0x7b;
const openingBracket = 0x5b;

/** Characters of a JSON string that stand for themselves (RFC 8259 §7). */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== quote && byte !== backslash ? 1 : 0,
);
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
  #isFirst = false;

  constructor(
    private readonly bytes: Buffer,
    private readonly names: KnownNames,
  ) {
    this.#text = bytes.toString('latin1');
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
    const { bytes } = this;
    const start = this.#at + 1;
    this.#expect(quote);
    let at = start;
    let sum = 0;
    while (isPlain[bytes[at] ?? 0] === 1) {
      sum += bytes[at++] ?? 0;
    }
    this.#at = at;
    // A name with an escape stops here: nothing that we look for is written so.
    this.#expect(quote);
    this.#expect(colon);
    return this.names.find(bytes, start, at, sum) ?? this.#text.slice(start, at);
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
    const { bytes } = this;
    const start = this.#at;
    this.#expect(quote);
    let at = this.#at;
    for (;;) {
      while (isPlain[bytes[at] ?? 0] === 1) {
        at++;
      }
      if (bytes[at] !== backslash) {
        break;
      }
      at += this.#escapeLength(at + 1);
    }
    this.#at = at;
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

/** Names that are looked for: found by their bytes, without making a string of what is there. */
export class KnownNames {
  readonly #bySum = new Map<number, { readonly name: string; readonly bytes: Buffer }>();

  /** @throws RangeError for two names with the same letters. */
  constructor(names: readonly string[]) {
    for (const name of names) {
      const bytes = Buffer.from(name);
      const sum = bytes.reduce((total, byte) => total + byte, 0);
      if (this.#bySum.has(sum)) {
        throw new RangeError(`${name} cannot be told apart`);
      }
      this.#bySum.set(sum, { name, bytes });
    }
  }

  /** The name that lies between `start` and `end`, whose bytes add up to `sum`. */
  find(text: Buffer, start: number, end: number, sum: number): string | undefined {
    const known = this.#bySum.get(sum);
    if (known?.bytes.length !== end - start) {
      return undefined;
    }
    for (let at = 0; at < known.bytes.length; at++) {
      if (known.bytes[at] !== text[start + at]) {
        return undefined;
      }
    }
    return known.name;
  }
}
