import type { ElementNode } from './message-tree.js';
import type { MessageScope } from './scope.js';
import type { SafeDeclarations } from './style/declarations.js';

/** A rule of the message's style sheet that stays. */
export interface SheetRule {
  readonly selectors: readonly string[];
  readonly declarations: SafeDeclarations;
  /** It is inside `@media` or `@supports`. */
  readonly isConditional: boolean;
}

/** The properties by which the last part of a selector matches an element. */
interface Target {
  readonly type: string | undefined;
  readonly names: readonly string[];
}

function targetOf(selector: string): Target {
  const last =
    selector
      .replace(/\([^()]*\)/g, '')
      .split(/[\s>+~]+/)
      .at(-1) ?? '';
  return { type: /^[a-z][a-z\d]*/.exec(last)?.[0], names: last.match(/[.#](?:[\w-]|[^\u0000-\u007f])+/g) ?? [] };
}

const mostOfOneKey = 12;

interface Entry<Value> {
  readonly target: Target;
  readonly value: Value;
  readonly order: number;
}

/** The declarations of rules, by the elements that they match; of very many rules for one name the last ones count. */
export class RuleIndex<Value> {
  readonly #entries = new Map<string, Entry<Value>[]>();
  #count = 0;

  add(selectors: readonly string[], value: Value): void {
    for (const selector of selectors) {
      const target = targetOf(selector);
      const key = target.names[0] ?? target.type;
      if (key !== undefined) {
        const entries = this.#entries.get(key) ?? [];
        entries.push({ target, value, order: this.#count });
        if (entries.length > mostOfOneKey) {
          entries.shift();
        }
        this.#entries.set(key, entries);
        this.#count += 1;
      }
    }
  }

  /**
   * The value of the last rule that matches the element.
   * @param names its own, as `namesOf` returns them
   */
  find(element: ElementNode, names: ReadonlySet<string>): Value | undefined {
    if (this.#count === 0) {
      return undefined;
    }
    let found: Entry<Value> | undefined;
    for (const key of [element.tagName, ...names]) {
      for (const entry of this.#entries.get(key) ?? []) {
        const { type, names: wanted } = entry.target;
        const isMeant = (type ?? element.tagName) === element.tagName && wanted.every((name) => names.has(name));
        found = isMeant && entry.order >= (found?.order ?? 0) ? entry : found;
      }
    }
    return found?.value;
  }
}

export function attributeOf({ attrs }: ElementNode, wanted: string): string {
  return attrs.find(({ name }) => name === wanted)?.value ?? '';
}

const noNames: ReadonlySet<string> = new Set();

/** Classes and id of an element, as selectors write them. */
export function namesOf(element: ElementNode, scope: MessageScope): ReadonlySet<string> {
  const [classes, id] = [attributeOf(element, 'class'), attributeOf(element, 'id')];
  if (classes === '' && id === '') {
    return noNames;
  }
  const scoped = scope.names(classes).split(' ');
  return new Set([...scoped.map((name) => `.${name}`), `#${scope.name(id)}`]);
}
