import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { libraries, unbundled } from './libraries.mjs';

const root = join(import.meta.dirname, '../..');

const files = ['src', 'sandbox/src', 'test', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

/** The files' run-time imports by bare names, without Node's own modules. */
function importedBy(chosen: readonly string[]): string[] {
  const statement = /^(?:import|export)(?! type\b)\s[^;']*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  const names = chosen.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(statement)].map(([, ...found]) => found.find(Boolean) ?? ''),
  );
  return [...new Set(names)].filter((name) => !/^(?:\.|node:)/.test(name));
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the libraries of the tests', () => {
  const imported = importedBy(files);

  it('contain everything that the service and the sandbox import, except for what cannot be bundled', () => {
    const product = importedBy(files.filter((file) => /^(?:src|sandbox)\//.test(file) && !file.endsWith('.spec.ts')));

    expect(product).not.toEqual([]);
    expect(product.filter((name) => !libraries.includes(name)).sort()).toEqual(unbundled);
  });

  it('include every name by which a bundled library is imported, so that only one copy exists', () => {
    const bundled = new Set(libraries.map(packageOf));

    expect(imported.filter((name) => bundled.has(packageOf(name)) && !libraries.includes(name))).toEqual([]);
  });

  it('are each imported by a file', () => {
    const byTransformer = libraries.filter((name) => packageOf(name) === '@oxc-project/runtime');

    expect(libraries.filter((name) => !imported.includes(name))).toEqual(byTransformer);
  });
});
