/**
 * `npm run mutants`: removes each guard, check and statement of the security code, one at a time, and reports which of these
 * mutants no test finds. Arguments: `--files=src/auth,src/entra/cached-document.ts` (folders or files; default below),
 * `--changed` (files that differ from main), `--resume` (use the results of unchanged files), `--survivors` (the same, but try
 * the survivors again), `--units` (repeat the unit tests only), `--most=8` (the maximum of test files per mutant), `--workers=2`.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from '../../scripts/build.mjs';
import { coverageOf, hashOf, specsFor } from './coverage.mjs';
import { runJest } from './jest-run.mjs';
import { readJson, writeJson } from './json-file.mjs';
import { mutationsOf } from './mutations.mjs';
import { repeatWith } from './repeated.mjs';
import { late } from './repeater.mjs';
import { report } from './report.mjs';
import { copyScratchTree, makeScratchTree, scratchName, writeCompiled } from './scratch-tree.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, '.cache/mutants');
const resultsFile = join(folder, 'results.json');
const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: 'src/auth,src/session,src/entra' },
    changed: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    survivors: { type: 'boolean', default: false },
    most: { type: 'string', default: '1000' },
    quick: { type: 'boolean', default: false },
    units: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
  },
});

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
if ((await build(root)).length > 0) {
  process.exit(1);
}
execFileSync(process.execPath, [join(root, 'sandbox/dist/make-ca.js'), join(root, '.cache/sandbox-ca')]);
const coverage = await coverageOf(root, folder);
for (const [spec, { hasFailed }] of Object.entries(coverage)) {
  if (hasFailed) {
    process.stdout.write(`left out, because it fails without any mutant: ${spec}\n`);
  }
}
const mutants = chosenFiles().flatMap(mutantsOf);
const results = readJson(resultsFile, {});
const due = mutants.filter(({ key }) => !isUpToDate(results[key]));
process.stdout.write(`${mutants.length} mutants, ${due.length} to run\n`);
due.forEach(({ key }) => delete results[key]);
const pace = { workers: Number(options.workers), onlyUnits: options.units };
await repeatWith(root, folder, due, coverage, pace, (mutant, by, error) => {
  results[mutant.key] = { outcome: error === late ? 'timed out' : 'killed', by, error };
  writeJson(resultsFile, results);
});
if (!options.quick) {
  await runAll(due.filter(({ key }) => results[key] === undefined));
}
process.stdout.write(report(mutants.map((mutant) => ({ ...mutant, ...results[mutant.key] }))));

function isUpToDate(result) {
  return result !== undefined && (options.survivors ? result.outcome !== 'survived' : options.resume);
}

function chosenFiles() {
  const named = options.changed
    ? execFileSync('git', ['diff', '--name-only', '--diff-filter=d', 'main', '--', 'src'], { cwd: root })
        .toString()
        .trim()
        .split('\n')
    : options.files.split(',').flatMap((name) => (statSync(join(root, name)).isDirectory() ? filesIn(name) : [name]));
  return named.filter((name) => /(?<!\.spec)\.ts$/.test(name)).sort();
}

function filesIn(name) {
  return readdirSync(join(root, name), { recursive: true }).map((file) => `${name}/${file}`);
}

function mutantsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const hash = hashOf(root, file);
  return mutationsOf(file, text).map((mutation) => ({
    ...mutation,
    file,
    text,
    key: `${file}:${mutation.start}-${mutation.end}:${mutation.replacement}:${hash}`,
    specs: specsFor(coverage, file, text, mutation),
  }));
}

async function runAll(queue) {
  const first = join(folder, 'tree-0');
  makeScratchTree(root, first);
  const waiting = [...queue];
  const total = waiting.length;
  const workers = Array.from({ length: Number(options.workers) }, async (_, index) => {
    const tree = join(folder, `tree-${index}`);
    if (index > 0) {
      copyScratchTree(first, tree);
    }
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const startedAt = Date.now();
      const result = await tried(tree, mutant);
      results[mutant.key] = result;
      writeJson(resultsFile, results);
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(
        `${total - waiting.length}/${total} ${result.outcome} ${seconds}s ${mutant.file} ${mutant.kind}\n`,
      );
    }
  });
  await Promise.all(workers);
}

/** @returns {Promise<{ outcome: 'killed' | 'survived' | 'timed out' | 'not run', by?: string }>} */
async function tried(tree, { file, text, start, end, replacement, specs }) {
  const chosen = specs.slice(0, Number(options.most)).map(scratchName);
  if (chosen.length === 0) {
    return { outcome: 'survived', by: 'no test runs it' };
  }
  writeCompiled(tree, file, text.slice(0, start) + replacement + text.slice(end));
  const { status, isSilent, facts, messages } = await runJest(root, tree, chosen, { endsAtFailure: true });
  writeCompiled(tree, file, text);
  const { killed, error } = facts.find((fact) => fact.killed !== undefined) ?? {};
  if (isSilent) {
    return { outcome: 'timed out' };
  }
  if (status === 0) {
    return { outcome: 'survived', by: `${chosen.length} of ${specs.length} test files` };
  }
  const hasTimedOut = /Exceeded timeout/i.test(error ?? '');
  return { outcome: hasTimedOut ? 'timed out' : 'killed', by: killed ?? messages.slice(0, 300), error };
}
