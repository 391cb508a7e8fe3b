import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { blockAt, blocksOf } from './blocks.mjs';
import { readJson, writeJson } from './json-file.mjs';
import { runJest } from './jest-run.mjs';
import { makeScratchTree, scratchName } from './scratch-tree.mjs';
import { switched } from './switched.mjs';

const specFolders = ['src', 'test/contracts', 'test/conventions', 'test/e2e'];

/**
 * Which test files run which blocks. It is measured once for each test file and stored.
 * @returns {Promise<Record<string, { hash: string, milliseconds: number, blocks: string[], hasFailed: boolean }>>}
 */
export async function coverageOf(root, folder) {
  const file = join(folder, 'coverage.json');
  const known = readJson(file, {});
  const specs = specFilesOf(root);
  const due = specs.filter((spec) => known[spec]?.hash !== hashOf(root, spec) || known[spec].hasFailed);
  if (due.length > 0) {
    process.stdout.write(`measuring what ${due.length} test files run\n`);
    const tree = join(folder, 'coverage-tree');
    makeScratchTree(root, tree, (name, text) => (/^src\/.*(?<!\.spec)\.ts$/.test(name) ? switched(name, text) : text));
    const { facts, messages } = await runJest(root, tree, due.map(scratchName), { endsAtFailure: false });
    if (facts.length === 0) {
      throw new Error(`jest reported nothing: ${messages}`);
    }
    for (const spec of due) {
      const fact = facts.find((one) => one.spec === scratchName(spec));
      const { milliseconds = 0, blocks = [], hasFailed = true } = fact ?? {};
      known[spec] = { hash: hashOf(root, spec), milliseconds, blocks, hasFailed };
    }
  }
  const current = Object.fromEntries(specs.map((spec) => [spec, known[spec]]));
  writeJson(file, current);
  return current;
}

/** Quick tests that compare what is read once (schemas, decorators) with the documentation. */
const describing = ['test/conventions/open-api.spec.ts', 'test/conventions/routes.spec.ts'];

/**
 * The test files that run a mutant, the quickest kind first: unit tests, then those that run most of the file. If the file has
 * changed since the measurement and a block is unknown, every test file that runs any part of the file counts.
 */
export function specsFor(coverage, file, text, { start, isStatic }) {
  const specs = specsRunning(coverage, file, text, start);
  const units = specs.filter(isUnit);
  return isStatic ? [...new Set([...units, ...describing, ...specs])] : specs;
}

function specsRunning(coverage, file, text, position) {
  const block = blockAt(file, blocksOf(file, text), position);
  const runs = Object.entries(coverage)
    .filter(([, { hasFailed }]) => !hasFailed)
    .map(([spec, { blocks, milliseconds }]) => ({
      spec,
      milliseconds,
      ofFile: blocks.filter((one) => one.startsWith(`${file}:`)),
    }));
  const isKnown = runs.some(({ ofFile }) => ofFile.includes(block));
  return runs
    .filter(({ spec, ofFile }) =>
      isKnown ? ofFile.includes(block) : ofFile.length > 0 || spec === file.replace(/\.ts$/, '.spec.ts'),
    )
    .sort(
      (a, b) =>
        Number(isUnit(b.spec)) - Number(isUnit(a.spec)) ||
        b.ofFile.length - a.ofFile.length ||
        a.milliseconds - b.milliseconds,
    )
    .map(({ spec }) => spec);
}

function isUnit(spec) {
  return spec.startsWith('src/');
}

export function hashOf(root, file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('base64url')
    .slice(0, 16);
}

function specFilesOf(root) {
  return specFolders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`))
    .filter((name) => name.endsWith('.spec.ts'))
    .sort();
}
