/** `node tools/texts/left.mjs [part of a path]`: the texts that are not extracted. */
import { exceptions } from './exceptions.mjs';
import { leftBehind } from './left-behind.mjs';
import { appSources } from './sources.mjs';

const part = process.argv[2] ?? '';
for (const { place, file, text } of appSources().flatMap(leftBehind)) {
  if (place.includes(part) && !exceptions[file]?.includes(text)) {
    process.stdout.write(`${place}: ${text.replaceAll('\u0000', '…').replace(/\s+/g, ' ')}\n`);
  }
}
