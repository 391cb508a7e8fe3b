import { createHash } from 'node:crypto';

const tagLength = 8;
const longestName = 200;
const mostNames = 60;

/**
 * The names of one message. Its classes, ids and anchors get their own prefix and its style sheet matches nothing else.
 * So neither another message nor the page around it is styled, found by script, or a target of its links.
 */
export class MessageScope {
  readonly #prefix: string;
  /** The class of the element for `html`. */
  readonly root: string;
  /** The class of the element for `body`. */
  readonly body: string;
  /** Classes and ids of the message's own `html` element, with their prefix, and its attributes in brackets. */
  readonly rootNames = new Set<string>();
  /** Elements that the style sheet names and that are shown as another one, by their marking class. */
  readonly marks = new Map<string, string>();

  /** @param message any text that distinguishes messages, e.g. an id */
  constructor(message: string) {
    const tag = createHash('sha256').update(message).digest('hex').slice(0, tagLength);
    this.root = `m${tag}`;
    this.body = `m${tag}_body`;
    this.#prefix = `m${tag}-`;
  }

  /** The class that marks elements which were `tagName` in the message. */
  mark(tagName: string): string {
    const mark = `${this.root}_${tagName}`;
    this.marks.set(tagName, mark);
    return mark;
  }

  name(name: string): string {
    return name.startsWith(this.#prefix) ? name : this.#prefix + name;
  }

  /** A list of names, e.g. the value of `class`. */
  names(list: string): string {
    return list
      .split(/[\t\n\f\r ]+/)
      .filter((name) => name !== '' && name.length <= longestName)
      .slice(0, mostNames)
      .map((name) => this.name(name))
      .join(' ');
  }
}
