import { type Direction, directionOf, type Language, localeFor } from './languages.js';

/** The texts of one language, by key (`keyOf`). */
export type Catalog = Readonly<Record<string, string>>;

/** The values of a text. `context` is for translators: one English word with two meanings is two texts. */
export type Values<Value> = Readonly<Record<string, Value>> & { readonly context?: string };

interface Spoken {
  readonly language: Language;
  /** The locale of dates and numbers. */
  readonly locale: string;
  readonly catalog: Catalog;
}

/** Unit tests have no browser, or only a part of one. */
const preferred = 'navigator' in globalThis && 'languages' in navigator ? navigator.languages : [];

let spoken: Spoken = { language: 'en', locale: localeFor('en', preferred), catalog: {} };

/** Called before any module of the app is evaluated, because their constants are texts too. */
export function speak(language: Language, catalog: Catalog, languages: readonly string[] = preferred): void {
  spoken = { language, locale: localeFor(language, languages), catalog };
}

/** For `Intl`: only this decides how dates, numbers and lists are written. */
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
 * English is in the code, and is shown when a translation is missing. For a number with a word that depends on it, use `tPlural`;
 * for a text with elements in it, `tRich`.
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

/** The catalog's text, with its placeholders. */
export function translationOf(text: string, context: string | undefined): string {
  const translated = spoken.catalog[keyOf(text, context)];
  return translated === undefined || translated === '' ? text : translated;
}

/** The key of a text in the catalogs. */
export function keyOf(text: string, context: string | undefined): string {
  return context === undefined ? text : `${text} [${context}]`;
}

/** A number by locale. In right-to-left text, a value of either direction doesn't move the words around it (UAX #9). */
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

/** Names in a line that may be cut off: with the separators of the language, without an "and" before the last. */
export function formatNames(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length < 2) {
    return first;
  }
  // Marks and not isolates, because isolates are removed from other people's names. They preserve the order of Latin names in the line.
  const mark = direction() === 'rtl' ? '\u200F' : '';
  return mark + names.join(mark + (nameSeparators[spoken.language] ?? ', '));
}

const nameSeparators: Partial<Record<Language, string>> = { ja: '、', ar: '، ' };

/** "Ann, Bob and Cem". */
export function formatList(parts: readonly string[]): string {
  return new Intl.ListFormat(spoken.locale, { type: 'conjunction' }).format(parts);
}
