import { isLanguage, type Language, languageFor } from './languages.js';
import { type Catalog, direction, language, speak } from './t.js';

const KEY = 'language';

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
    if (chosen === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is forbidden: the browser's language stays.
  }
  window.location.reload();
}

/** Never fails: without its texts, the app is English. */
export async function loadTexts(): Promise<void> {
  const wanted = languageFor(chosenLanguage(), navigator.languages);
  if (wanted !== 'en') {
    try {
      speak(wanted, (await CATALOGS[wanted]()).default);
    } catch {
      speak('en', {});
    }
  }
  document.documentElement.lang = language();
  document.documentElement.dir = direction();
}
