import { createHash } from 'node:crypto';

const tagLength = 8;
const longestName = 200;
const mostNames = 60;

/**
 * The names of one message: its classes, ids and anchors get a prefix of its own and its style sheet reaches nothing but
 * itself, so that neither another message nor the page around it is styled, found by script, or jumped to.
 */
export class MessageScope {
  readonly #prefix: string;
  /** The class of what stands for the `html` element. */
  readonly root: string;
  /** The class of what stands for the `body` element. */
  readonly body: string;
  /** Classes and ids of the message's own `html` element, with their prefix, and its attributes in brackets. */
  readonly rootNames = new Set<string>();
  /** Elements that the style sheet names and that are shown as another one, by the class that marks them. */
  readonly marks = new Map<string, string>();

  /** @param message whatever tells messages apart, e.g. the id of one */
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
