import { isLanguage, type Language, languageFor } from './languages.js';
import { type Catalog, direction, language, speak } from './t.js';

const KEY = 'language';

/** So long the app waits for its texts; a connection that hangs shall not keep the mail from anybody. */
const patienceMs = 4_000;

const CATALOGS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: Catalog }>>> = {
  de: () => import('./de.json'),
  fr: () => import('./fr.json'),
  es: () => import('./es.json'),
  ja: () => import('./ja.json'),
  ar: () => import('./ar.json'),
};

/** Other than English, which needs no file. */
export const languages = Object.keys(CATALOGS);

/** Undefined: as the browser says. */
export function chosenLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(KEY);
    return isLanguage(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** The page is loaded anew: whatever is shown, and each constant, is in the other language then. Drafts are kept. */
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

/** Never fails: without its texts, or when they are late, the app is English, and stays so until it is loaded anew. */
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

/** Undefined: it failed, or isn't there yet. */
export async function inTime<Value>(loading: Promise<Value>): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([loading, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
