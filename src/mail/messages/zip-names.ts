import { withoutHidden } from '../../common/index.js';

/** Separators of folders, drives and streams, and characters that Windows permits in no name. */
const forbidden = /[/\\:*?"<>|]/g;
/** Tried once for each run of them, so that a long run in the middle does not cost the square of its length. */
const trailing = /(?<![. ])[. ]+$/;
/** Devices of Windows, whatever extension they have. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const longestName = 150;
/** File systems permit 255; the rest is for the extension and a number. */
const longestNameBytes = 200;

/**
 * Names of files in one folder, on any system: without a path, without characters that hide or reverse text, each
 * unique, also where capitals don't count. The extension, which states the type of a file, stays.
 */
export class ZipNames {
  readonly #taken = new Set<string>();

  next(name: string): string {
    const safe = safeName(name);
    const { stem, extension } = partsOf(safe);
    let unique = safe;
    for (let count = 2; this.#taken.has(keyOf(unique)); count += 1) {
      unique = `${stem} (${count})${extension}`;
    }
    this.#taken.add(keyOf(unique));
    return unique;
  }
}

/** An empty name, or only dots, becomes `attachment`. */
export function safeName(name: string): string {
  const clean = withoutHidden(name.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(forbidden, '_')
    .replace(trailing, '')
    .trimStart();
  const { stem, extension } = partsOf(reserved.test(clean) ? `_${clean}` : clean);
  return shortened(stem) + extension || 'attachment';
}

function shortened(stem: string): string {
  let short = '';
  let bytes = 0;
  for (const character of Array.from(stem).slice(0, longestName)) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestNameBytes) {
      break;
    }
    short += character;
  }
  return short;
}

function partsOf(name: string): { readonly stem: string; readonly extension: string } {
  const extension = /(?<=.)\.[^. ]{1,10}$/u.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
