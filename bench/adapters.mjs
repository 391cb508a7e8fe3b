/**
 * Compares Nest on Fastify with Nest on Express (ADR 1), both with the same module: cookie parsing, a guard with one Redis
 * MGET, and the mapped list from Graph as JSON.
 */
import { checkListAnswers, listRequests } from './harness/checks.mjs';
import { printComparison } from './harness/comparison.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const names = ['nest-express', 'nest-fastify'];

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 100 });
  for (const name of names) {
    await stage.startTarget(name, { file: `targets/${name}.mjs` });
  }
  await checkListAnswers(stage, names, headers);
  const load = (name) => ({ requests: listRequests(name, headers), connections: 32 });
  const rounds = await interleave(stage, names, load);
  printComparison('Adapters of Nest', rounds, names, 'nest-fastify');
} finally {
  await stage.close();
}
