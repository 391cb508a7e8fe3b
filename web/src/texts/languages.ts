/** The languages of the app, each by its own name. English is in the code; each other one is a file in this folder. */
export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'fr', name: 'Français' },
  { code: 'es', name: 'Español' },
  { code: 'ja', name: '日本語' },
  { code: 'ar', name: 'العربية' },
] as const;

export type Language = (typeof LANGUAGES)[number]['code'];

export type Direction = 'ltr' | 'rtl';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some(({ code }) => code === value);
}

export function directionOf(language: Language): Direction {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** The chosen language, or the first of the browser's languages (BCP 47) that the app has, or English. */
export function languageFor(chosen: Language | undefined, preferred: readonly string[]): Language {
  return chosen ?? preferred.map(languageOf).find(isLanguage) ?? 'en';
}

/**
 * The locale for dates and numbers: the browser's own locale of that language (`de-AT`), or else that language with the browser's
 * region. For a user in the Netherlands who reads the app in English, it has a 24-hour clock (`en-NL`).
 */
export function localeFor(language: Language, preferred: readonly string[]): string {
  const own = preferred.find((tag) => languageOf(tag) === language);
  if (own !== undefined) {
    return own;
  }
  const region = regionOf(preferred[0]);
  return language === 'en' && region !== undefined ? `en-${region}` : language;
}

function languageOf(tag: string): string | undefined {
  return parsed(tag)?.language;
}

function regionOf(tag: string | undefined): string | undefined {
  return tag === undefined ? undefined : parsed(tag)?.maximize().region;
}

/** Undefined for an invalid locale: the list is the browser's, and a test tool or an extension may put anything into it. */
function parsed(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
