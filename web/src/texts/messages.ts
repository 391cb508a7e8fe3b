import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, type ReactNode } from 'react';
import { language, locale, translationOf, type Values, written } from './t.js';

/** Parsed once: a list asks for the same message for each of its rows. */
const parsed = new Map<string, IntlMessageFormat>();

/**
 * A text that depends on a number or a case, as an ICU message:
 * `tPlural('{count, plural, one {# message} other {# messages}}', { count })`. `{done, number}` writes a number by locale.
 */
export function tPlural(message: string, values: Values<string | number>): string {
  return String(formatOf(message, values.context, true).format(isolated(values)));
}

type Rich = ReactNode | ((content: ReactNode) => ReactNode);

/**
 * A text with elements in it, as an ICU message: `tRich('Press <key>?</key> for help', { key: (text) => <kbd>{text}</kbd> })`;
 * an element may be a value as well: `tRich('{count} of {total}', { count: <b>3</b>, total })`.
 */
export function tRich(message: string, values: Values<Rich>): ReactNode {
  const named: Record<string, ReactNode | ((content: ReactNode[]) => ReactNode)> = {};
  for (const [name, value] of Object.entries(isolated(values))) {
    named[name] = typeof value === 'function' ? (content) => value(together(content)) : value;
  }
  const parts = formatOf(message, values.context, false).format<ReactNode>(named);
  return together(Array.isArray(parts) ? parts : [parts]);
}

/** Their number and order are those of the message: they need no keys. */
function together(parts: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts);
}

function isolated<Value>(values: Values<Value>): Record<string, Value | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? written(value) : value]),
  );
}

function formatOf(message: string, context: string | undefined, ignoreTag: boolean): IntlMessageFormat {
  const key = JSON.stringify([language(), locale(), context, message]);
  const known = parsed.get(key) ?? new IntlMessageFormat(translationOf(message, context), locale(), {}, { ignoreTag });
  parsed.set(key, known);
  return known;
}
