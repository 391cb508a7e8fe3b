import { isLanguage, type Language, languageFor } from './languages.js';
import { type Catalog, direction, language, speak } from './t.js';

const KEY = 'language';

/** How long the app waits for its texts: a slow connection must not delay the mail. */
const patienceMs = 4_000;

const CATALOGS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: Catalog }>>> = {
  de: () => import('./de.json'),
  fr: () => import('./fr.json'),
  es: () => import('./es.json'),
  ja: () => import('./ja.json'),
  ar: () => import('./ar.json'),
};

/** All except English, which needs no file. */
export const languages = Object.keys(CATALOGS);

/** Undefined: the browser's language. */
export function chosenLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(KEY);
    return isLanguage(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Reloads the page: everything on the page, and each constant, is then in the other language. Drafts are stored first. */
export function chooseLanguage(chosen: Language | undefined): void {
  try {
    if (chosen === undefined) {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, chosen);
    }
  } catch {
    // Storage is forbidden: the browser's language stays.
  }
  window.location.reload();
}

/** Never fails: without its texts, or when they are late, the app is English until the next reload. */
export async function loadTexts(): Promise<void> {
  const wanted = languageFor(chosenLanguage(), navigator.languages);
  if (wanted !== 'en') {
    const catalog = await inTime(CATALOGS[wanted]());
    if (catalog === undefined) {
      speak('en', {});
    } else {
      speak(wanted, catalog.default);
    }
  }
  document.documentElement.lang = language();
  document.documentElement.dir = direction();
}

/** Undefined when it has failed or is still loading. */
export async function inTime<Value>(loading: Promise<Value>, limitMs: number = patienceMs): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limitMs, undefined);
  });
  try {
    return await Promise.race([loading, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
