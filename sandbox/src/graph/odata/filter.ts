import { badRequest } from '../graph-error.js';
import type { MailItem } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { tokenise, type Token } from './filter-lexer.js';
import { filterCollection, filterProperty, type FilterProperty, type Scalar } from './message-properties.js';

export interface MessageFilter {
  /** The properties in the order in which the expression names them. */
  readonly properties: readonly string[];
  matches(item: MailItem, mailbox: Mailbox): boolean;
}

type Test = (item: MailItem, mailbox: Mailbox) => boolean;

const OPERATORS: Readonly<Record<string, (left: Scalar, right: Scalar) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left !== null && right !== null && left > right,
  ge: (left, right) => left !== null && right !== null && left >= right,
  lt: (left, right) => left !== null && right !== null && left < right,
  le: (left, right) => left !== null && right !== null && left <= right,
};

const textFunctions: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

function fold(value: Scalar): Scalar {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

class FilterParser {
  readonly properties: string[] = [];
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(private readonly expression: string) {
    this.#tokens = tokenise(expression);
  }

  parse(): Test {
    const test = this.#either();
    if (this.#position < this.#tokens.length) {
      throw this.#error();
    }
    return test;
  }

  #either(): Test {
    let left = this.#both();
    while (this.#accept('or')) {
      const [first, second] = [left, this.#both()];
      left = (item, mailbox) => first(item, mailbox) || second(item, mailbox);
    }
    return left;
  }

  #both(): Test {
    let left = this.#unary();
    while (this.#accept('and')) {
      const [first, second] = [left, this.#unary()];
      left = (item, mailbox) => first(item, mailbox) && second(item, mailbox);
    }
    return left;
  }

  #unary(): Test {
    if (this.#accept('not')) {
      const test = this.#unary();
      return (item, mailbox) => !test(item, mailbox);
    }
    if (this.#accept('(')) {
      const test = this.#either();
      this.#expect(')');
      return test;
    }
    return this.#comparison();
  }

  #comparison(): Test {
    const name = this.#word();
    const textFunction = textFunctions[name.toLowerCase()];
    if (textFunction !== undefined && this.#accept('(')) {
      return this.#textFunction(textFunction);
    }
    if (/\/any$/i.test(name)) {
      return this.#any(name.replace(/\/any$/i, ''));
    }
    const property = this.#property(name);
    const operator = this.#operator();
    const value = this.#literal(property);
    return (item, mailbox) => operator(fold(property.read(item, mailbox)), value);
  }

  #textFunction(test: (text: string, part: string) => boolean): Test {
    const property = this.#property(this.#word());
    this.#expect(',');
    const part = this.#string().toLowerCase();
    this.#expect(')');
    return (item, mailbox) => test(String(fold(property.read(item, mailbox))), part);
  }

  /** `categories/any(c:c eq 'x')`, `toRecipients/any(r:r/emailAddress/address eq 'x')`. */
  #any(path: string): Test {
    const found = filterCollection(path);
    if (found === undefined) {
      throw this.#unknown(path);
    }
    this.properties.push(found[0]);
    this.#expect('(');
    const [variable = '', ...rest] = this.#word().split(':');
    const operand = rest.join(':') === '' ? this.#word() : rest.join(':');
    if (operand !== variable && !operand.startsWith(`${variable}/`)) {
      throw this.#error();
    }
    const member = operand.slice(variable.length + 1).toLowerCase();
    const operator = this.#operator();
    const value = this.#string().toLowerCase();
    this.#expect(')');
    return (item) =>
      found[1]
        .read(item)
        .some((entry) =>
          Object.entries(entry).some(
            ([key, text]) => key.toLowerCase() === member && operator(text.toLowerCase(), value),
          ),
        );
  }

  #property(path: string): FilterProperty {
    const found = filterProperty(path);
    if (found === undefined) {
      throw this.#unknown(path);
    }
    this.properties.push(found[0]);
    return found[1];
  }

  #operator(): (left: Scalar, right: Scalar) => boolean {
    const operator = OPERATORS[this.#word().toLowerCase()];
    if (operator === undefined) {
      throw this.#error();
    }
    return operator;
  }

  #literal(property: FilterProperty): Scalar {
    const token = this.#next();
    if (token.kind === 'word' && token.text === 'null') {
      return null;
    }
    switch (property.type) {
      case 'boolean':
        if (token.text !== 'true' && token.text !== 'false') {
          throw this.#incompatible();
        }
        return token.text === 'true';
      case 'time':
        if (token.kind !== 'word' || Number.isNaN(Date.parse(token.text))) {
          throw this.#incompatible();
        }
        return Date.parse(token.text);
      case 'string':
      case 'enum':
        if (token.kind !== 'string') {
          throw this.#incompatible();
        }
        return token.text.toLowerCase();
    }
  }

  #next(): Token {
    const token = this.#tokens[this.#position];
    if (token === undefined) {
      throw this.#error();
    }
    this.#position += 1;
    return token;
  }

  #word(): string {
    const token = this.#next();
    if (token.kind !== 'word') {
      throw this.#error();
    }
    return token.text;
  }

  #string(): string {
    const token = this.#next();
    if (token.kind !== 'string') {
      throw this.#incompatible();
    }
    return token.text;
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (token === undefined || token.kind === 'string' || token.text.toLowerCase() !== text) {
      return false;
    }
    this.#position += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) {
      throw this.#error();
    }
  }

  #unknown(path: string): Error {
    const name = path.split('/')[0] ?? path;
    return badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.message'.`);
  }

  #incompatible(): Error {
    return badRequest(
      'A binary operator with incompatible types was detected. The types of its operands do not match.',
    );
  }

  #error(): Error {
    const at = this.#tokens[this.#position]?.at ?? this.expression.length;
    return badRequest(`Invalid filter clause: Syntax error at position ${at} in '${this.expression}'.`);
  }
}

export function parseFilter(expression: string): MessageFilter {
  const parser = new FilterParser(expression);
  const matches = parser.parse();
  return { properties: parser.properties, matches };
}
