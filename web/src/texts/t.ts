import { type Direction, directionOf, type Language, localeFor } from './languages.js';

/** From the key of a text (`keyOf`) to what it is in one language. */
export type Catalog = Readonly<Record<string, string>>;

/** What stands in a text. `context` is for those who translate: one English word that means two things is two texts. */
export type Values<Value> = Readonly<Record<string, Value>> & { readonly context?: string };

interface Spoken {
  readonly language: Language;
  /** Of dates and numbers. */
  readonly locale: string;
  readonly catalog: Catalog;
}

/** Unit tests have no browser, or half of one. */
const preferred = 'navigator' in globalThis && 'languages' in navigator ? navigator.languages : [];

let spoken: Spoken = { language: 'en', locale: localeFor('en', preferred), catalog: {} };

/** Before any module of the app is evaluated: its constants are texts, too. */
export function speak(language: Language, catalog: Catalog, languages: readonly string[] = preferred): void {
  spoken = { language, locale: localeFor(language, languages), catalog };
}

/** For `Intl`: nothing else decides how dates, numbers and lists are written. */
export function locale(): string {
  return spoken.locale;
}

export function language(): Language {
  return spoken.language;
}

export function direction(): Direction {
  return directionOf(spoken.language);
}

/**
 * A text of the app, in the user's language: `t('Delete')`, `t('Moved to {folder}', { folder })`. Numbers are written by locale.
 * English is in the code, and is what is shown where a translation is missing. A text with a number and a word that follows it is
 * `tPlural`, one with elements in it `tRich`.
 */
export function t(text: string, values?: Values<string | number>): string {
  const translated = translationOf(text, values?.context);
  if (values === undefined) {
    return translated;
  }
  return translated.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : written(value);
  });
}

/** What the catalog has for it, not yet filled in. */
export function translationOf(text: string, context: string | undefined): string {
  const translated = spoken.catalog[keyOf(text, context)];
  return translated === undefined || translated === '' ? text : translated;
}

/** By which a catalog knows a text. */
export function keyOf(text: string, context: string | undefined): string {
  return context === undefined ? text : `${text} [${context}]`;
}

/** A number by locale. In text from right to left, a value of either direction leaves the words around it in their places (UAX #9). */
export function written(value: string | number): string {
  const text = typeof value === 'number' ? formatNumber(value) : value;
  return direction() === 'rtl' ? `\u2068${text}\u2069` : text;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number): string {
  const { locale } = spoken;
  const known = numberFormats.get(locale) ?? new Intl.NumberFormat(locale);
  numberFormats.set(locale, known);
  return known.format(value);
}

/** Names in a line that may be cut off: parted as the language parts them, without an "and" before the last. */
export function formatNames(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length < 2) {
    return first;
  }
  // Marks, and not isolates: what is shown of others' names is without those. They keep Latin names in the order of the line.
  const mark = direction() === 'rtl' ? '\u200F' : '';
  return mark + names.join(mark + (nameSeparators[spoken.language] ?? ', '));
}

const nameSeparators: Partial<Record<Language, string>> = { ja: '、', ar: '، ' };

/** "Ann, Bob and Cem". */
export function formatList(parts: readonly string[]): string {
  return new Intl.ListFormat(spoken.locale, { type: 'conjunction' }).format(parts);
}
