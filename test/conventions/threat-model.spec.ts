import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** `` `e2e/sign-in` “a title”, “another” `` in docs/threat-model.md. */
function references(): { readonly name: string; readonly titles: readonly string[] }[] {
  const text = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');
  const pattern =
    /`((?:unit|web(?!\/src)|browser|e2e|integration|contracts|conventions|abuse)\/[\w./-]+)`((?:,? “[^”]+”)*)/g;
  return [...text.matchAll(pattern)].map(([, name = '', titles = '']) => ({
    name,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));
}

function fileOf(name: string): string {
  if (name.startsWith('web/')) {
    return `web/src/${name.slice('web/'.length)}.spec.ts`;
  }
  return name.startsWith('unit/')
    ? `src/${name.slice('unit/'.length)}.spec.ts`
    : `test/${name}${name.endsWith('.contract') ? '' : '.spec'}.ts`;
}

describe('docs/threat-model.md', () => {
  it('names at least one test for what it claims', () => {
    expect(references().length).toBeGreaterThan(60);
    expect(references().filter(({ titles }) => titles.length === 0)).toEqual([]);
  });

  it('names tests that exist', () => {
    const missing = references().flatMap(({ name, titles }) => {
      const file = join(root, fileOf(name));
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return titles.filter((title) => !text.includes(title)).map((title) => `${name}: ${title}`);
    });

    expect(missing).toEqual([]);
  });

  it('names files that exist', () => {
    const text = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');
    const files = [...text.matchAll(/`(src\/[\w./-]+)`/g)].map(([, path = '']) => path);

    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
