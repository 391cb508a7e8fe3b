import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { blockAt, blocksOf } from './blocks.mjs';
import { factsIn, runJest } from './jest-run.mjs';
import { late } from './repeater.mjs';
import { copyScratchTree, makeScratchTree, scratchName } from './scratch-tree.mjs';
import { switched } from './switched.mjs';

/**
 * The quick way: every test file runs once, and each of its tests is repeated with each mutant that it runs. It finds most mutants,
 * but not those in code that is read once (schemas, decorators) or runs before the first test, and none by slow tests.
 * @param onKilled called with a mutant, the test's name and its failure
 */
export async function repeatWith(root, folder, mutants, coverage, { workers, onlyUnits }, onKilled) {
  const numbered = mutants
    .filter(({ isStatic }) => !isStatic)
    .map((mutant, index) => ({
      mutant,
      number: index + 1,
      block: blockAt(mutant.file, blocksOf(mutant.file, mutant.text), mutant.start),
    }));
  const trees = Array.from({ length: workers }, (_, index) => join(folder, `switched-${index}`));
  makeScratchTree(root, trees[0], (file, text) =>
    /^src\/.*(?<!\.spec)\.ts$/.test(file)
      ? switched(
          file,
          text,
          numbered.filter(({ mutant }) => mutant.file === file).map(({ mutant, number }) => ({ ...mutant, number })),
        )
      : text,
  );
  trees.slice(1).forEach((tree) => copyScratchTree(trees[0], tree));

  const mutantsFile = join(folder, 'mutants.json');
  writeFileSync(mutantsFile, JSON.stringify(numbered.map(({ number, block }) => ({ number, block }))));
  const killedFile = join(folder, 'killed.jsonl');
  writeFileSync(killedFile, '');
  const alive = new Map(numbered.map(({ number, mutant }) => [number, mutant]));
  const collect = () => {
    for (const { mutant: number, by, error } of factsIn(killedFile)) {
      const mutant = alive.get(number);
      if (alive.delete(number)) {
        onKilled(mutant, by, error);
      }
    }
  };
  const watch = setInterval(collect, 5000);
  const all = rounds(coverage, new Set(mutants.map(({ file }) => file)));
  const waiting = onlyUnits ? all.slice(0, 1) : all;
  const switches = { MUTANTS: mutantsFile, KILLED: killedFile };
  const work = async (tree) => {
    for (let specs = waiting.shift(); specs !== undefined; specs = waiting.shift()) {
      const { facts, isSilent } = await runJest(root, tree, specs.map(scratchName), { endsAtFailure: false, switches });
      const last = facts.findLast((fact) => fact.trying !== undefined);
      if (isSilent && last !== undefined) {
        // An endless loop counts as killed, and the run continues without this mutant.
        appendFileSync(killedFile, `${JSON.stringify({ mutant: last.trying, by: last.by, error: late })}\n`);
        waiting.unshift(specs.filter((spec) => !facts.some((fact) => fact.spec === scratchName(spec))));
      }
      collect();
      process.stdout.write(`${specs.length} test files (${specs[0]}): ${alive.size} mutants are left\n`);
    }
  };
  await Promise.all(trees.map(work));
  clearInterval(watch);
}

/** The unit tests together, then each other test file alone, those that run most of the mutated files first. */
function rounds(coverage, files) {
  const runs = Object.entries(coverage)
    .filter(([, { hasFailed }]) => !hasFailed)
    .map(([spec, { blocks }]) => ({ spec, of: blocks.filter((block) => files.has(block.split(':')[0])).length }))
    .filter((run) => run.of > 0)
    .sort((a, b) => b.of - a.of);
  const isUnit = ({ spec }) => spec.startsWith('src/');
  return [runs.filter(isUnit), ...runs.filter((run) => !isUnit(run)).map((run) => [run])]
    .filter((round) => round.length > 0)
    .map((round) => round.map(({ spec }) => spec));
}
