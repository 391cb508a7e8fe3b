import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, type ReactNode } from 'react';
import { language, locale, translationOf, type Values, written } from './t.js';

interface Message {
  readonly format: IntlMessageFormat;
  /** The values that select a case, or are formatted by the message itself. */
  readonly handled: ReadonlySet<string>;
}

/** Parsed once: a list uses the same message for each of its rows. */
const parsed = new Map<string, Message>();

/**
 * A text that depends on a number or a case, as an ICU message:
 * `tPlural('{count, plural, one {# message} other {# messages}}', { count })`. `{done, number}` writes a number by locale.
 */
export function tPlural(message: string, values: Values<string | number>): string {
  const { format, handled } = messageOf(message, values.context, true);
  return String(format.format(isolated(values, handled)));
}

type Rich = ReactNode | ((content: ReactNode) => ReactNode);

/**
 * A text with elements in it, as an ICU message: `tRich('Press <key>?</key> for help', { key: (text) => <kbd>{text}</kbd> })`;
 * an element may be a value as well: `tRich('{count} of {total}', { count: <b>3</b>, total })`.
 */
export function tRich(message: string, values: Values<Rich>): ReactNode {
  const named: Record<string, ReactNode | ((content: ReactNode[]) => ReactNode)> = {};
  const { format, handled } = messageOf(message, values.context, false);
  for (const [name, value] of Object.entries(isolated(values, handled))) {
    named[name] = typeof value === 'function' ? (content) => value(together(content)) : value;
  }
  const parts = format.format<ReactNode>(named);
  return together(Array.isArray(parts) ? parts : [parts]);
}

/** Their number and order are fixed by the message: they need no keys. */
function together(parts: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts);
}

/** Values are written as by `t`; the value itself selects a case or a plural form. */
function isolated<Value>(values: Values<Value>, handled: ReadonlySet<string>): Record<string, Value | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      !handled.has(name) && (typeof value === 'string' || typeof value === 'number') ? written(value) : value,
    ]),
  );
}

function messageOf(message: string, context: string | undefined, ignoreTag: boolean): Message {
  const key = JSON.stringify([language(), locale(), context, message]);
  const known = parsed.get(key);
  if (known !== undefined) {
    return known;
  }
  const format = new IntlMessageFormat(translationOf(message, context), locale(), {}, { ignoreTag });
  const made = { format, handled: new Set(handledIn(format.getAst())) };
  parsed.set(key, made);
  return made;
}

type Part = ReturnType<IntlMessageFormat['getAst']>[number];

/** The names of all values except those of a plain `{name}`, which has type 1 (`TYPE.argument` of the parser); a text has type 0. */
function handledIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    const type: number = part.type;
    const inner = 'options' in part ? Object.values(part.options).flatMap(({ value }) => handledIn(value)) : [];
    const children = 'children' in part ? handledIn(part.children) : [];
    const own = 'value' in part && type > 1 && !('children' in part) ? [part.value] : [];
    return [...own, ...inner, ...children];
  });
}
