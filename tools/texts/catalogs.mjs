import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesOf } from './messages.mjs';
import { appSources, root } from './sources.mjs';

/** The languages of the catalogs; English is in the code. */
export const languages = ['de', 'fr', 'es', 'ja', 'ar'];

/**
 * All texts of the app by key, each with the first location, and the calls that can't be extracted.
 *
 * @returns {{ byKey: Map<string, import('./messages.mjs').Message>, faults: string[] }}
 */
export function appMessages(sources = appSources()) {
  const byKey = new Map();
  const faults = [];
  for (const source of sources) {
    const found = messagesOf(source);
    faults.push(...found.faults);
    for (const message of found.messages) {
      const known = byKey.get(message.key);
      if (known === undefined) {
        byKey.set(message.key, message);
      } else if (known.by !== message.by || known.english !== message.english) {
        faults.push(`${message.place}: “${message.key}” is asked for by ${known.by} in ${known.place}`);
      }
    }
  }
  return { byKey, faults };
}

/**
 * @param {string} language
 * @returns {Record<string, string>}
 */
export function readCatalog(language) {
  return JSON.parse(readFileSync(fileOf(language), 'utf8'));
}

/**
 * The catalog with exactly these keys. Texts that are not translated yet are empty, and the app shows English for them.
 *
 * @param {Record<string, string>} catalog
 * @param {Iterable<string>} keys
 * @returns {Record<string, string>}
 */
export function updated(catalog, keys) {
  const sorted = [...keys].sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map((key) => [key, catalog[key] ?? '']));
}

export function textOf(catalog) {
  return `${JSON.stringify(catalog, undefined, 2)}\n`;
}

export function writeCatalog(language, catalog) {
  writeFileSync(fileOf(language), textOf(catalog));
}

export function fileOf(language) {
  return join(root, `web/src/texts/${language}.json`);
}
