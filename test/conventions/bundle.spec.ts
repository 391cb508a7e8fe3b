import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../web/dist');
const assets = join(dist, 'assets');

function read(name: string): string {
  return readFileSync(join(assets, name), 'utf8');
}
/** As a proxy would send it, in KB. */
function sizeOf(names: Iterable<string>): number {
  return Math.round([...names].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0) / 1024);
}

/** The chunks and what they import at once. */
function reachable(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) {
      continue;
    }
    found.add(name);
    const imports = [...read(name).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(([, file]) => file);
    reachable(
      imports.filter((file) => file !== undefined),
      found,
    );
  }
  return found;
}

const start = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/\/assets\/([\w.-]+\.js)/g)].map(
  ([, name]) => name ?? '',
);
/** The chunk that begins with this name, by the name of the file that it was made of. */
function chunk(name: string): string {
  const [file] = start
    .flatMap((entry) => [...read(entry).matchAll(/([\w-]+-[\w-]{8}\.js)/g)])
    .map(([found]) => found)
    .filter((found) => found.startsWith(name));
  if (file === undefined) {
    throw new Error(`no chunk ${name}`);
  }
  return file;
}

describe('the JavaScript of the mail app, compressed', () => {
  it('of the start page has at most 170 KB', () => {
    expect(sizeOf(reachable(start))).toBeLessThanOrEqual(170);
  });

  it('of the inbox has at most 300 KB, the start page included', () => {
    expect(sizeOf(reachable([...start, chunk('signed-in-app')]))).toBeLessThanOrEqual(300);
  });

  it('of writing and of the settings is loaded on demand', () => {
    const inbox = reachable([...start, chunk('signed-in-app')]);

    expect([...inbox].filter((name) => /^(?:compose|editor|settings|desk|start-draft)/.test(name))).toEqual([]);
  });
});
