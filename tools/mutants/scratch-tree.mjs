import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

const compiled = ['src', 'test', 'sandbox/src'];
const ownFolders = new Set(['src', 'test', 'sandbox', 'dist', '.cache', '.git', 'coverage']);
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/**
 * A copy of the tree as JavaScript: a run needs no compiler, and a mutant needs only one file to be written. Files that are not
 * compiled are links. `dist` links to `src`, so that a replica in a process of its own runs the mutant too.
 * @param edit changes a source text before it is compiled
 */
export function makeScratchTree(root, place, edit = (_file, text) => text) {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, 'sandbox'), { recursive: true });
  for (const folder of compiled) {
    for (const name of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (name.isFile()) {
        const file = join(name.parentPath, name.name).slice(root.length + 1);
        copy(root, place, file, edit);
      }
    }
  }
  for (const name of readdirSync(root).filter((one) => !ownFolders.has(one))) {
    symlinkSync(join(root, name), join(place, name));
  }
  for (const name of ['package.json', 'dist']) {
    symlinkSync(join(root, 'sandbox', name), join(place, 'sandbox', name));
  }
  mkdirSync(join(place, '.cache'));
  symlinkSync(join(root, '.cache/sandbox-ca'), join(place, '.cache/sandbox-ca'));
  symlinkSync('src', join(place, 'dist'));
  writeFileSync(join(place, 'jest.mutants.mjs'), jestConfig);
}

export function copyScratchTree(from, place) {
  rmSync(place, { recursive: true, force: true });
  cpSync(from, place, { recursive: true, verbatimSymlinks: true });
}

/** Writes one source text into a scratch tree. */
export function writeCompiled(place, file, text) {
  const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: file });
  writeFileSync(join(place, scratchName(file)), outputText);
}

/** The name of a source or test file in a scratch tree. */
export function scratchName(file) {
  return file.replace(/\.tsx?$/, '.js');
}

function copy(root, place, file, edit) {
  // The source is written too, because some tests read it.
  mkdirSync(dirname(join(place, file)), { recursive: true });
  cpSync(join(root, file), join(place, file));
  if (/\.tsx?$/.test(file)) {
    writeCompiled(place, file, edit(file, readFileSync(join(root, file), 'utf8')));
  }
}

const jestConfig = `export default {
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/**/*.spec.js'],
  modulePathIgnorePatterns: ['<rootDir>/(dist|web|sandbox/dist)/'],
  transform: {},
  testTimeout: 20_000,
  testEnvironment: '<rootDir>/tools/mutants/first-failure-environment.mjs',
  testSequencer: '<rootDir>/tools/mutants/given-order-sequencer.mjs',
};
`;
