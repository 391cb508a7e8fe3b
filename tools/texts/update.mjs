/**
 * `npm run texts`: finds the texts of the mail app and updates the catalogs of the other languages (web/src/texts/*.json). New texts
 * are empty until somebody translates them; unused ones are removed. `--check` changes nothing, and fails if a catalog is out of date.
 */
import { readFileSync } from 'node:fs';
import { appMessages, fileOf, languages, readCatalog, textOf, updated, writeCatalog } from './catalogs.mjs';

const isCheck = process.argv.includes('--check');
const { byKey, faults } = appMessages();
for (const fault of faults) {
  process.stderr.write(`${fault}\n`);
}
for (const language of languages) {
  const catalog = updated(readCatalog(language), byKey.keys());
  const isSame = readFileSync(fileOf(language), 'utf8') === textOf(catalog);
  const missing = Object.values(catalog).filter((text) => text === '').length;
  if (!isCheck) {
    writeCatalog(language, catalog);
  } else if (!isSame) {
    process.stderr.write(`${language}: out of date, run npm run texts\n`);
  }
  process.exitCode = (isCheck && (!isSame || missing > 0)) || faults.length > 0 ? 1 : process.exitCode;
  process.stdout.write(`${language}: ${byKey.size} texts, ${missing} of them not translated\n`);
}
