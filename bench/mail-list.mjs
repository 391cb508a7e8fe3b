/** The mail list: the practical limits, the usual sample and the service, interleaved. */
import { Stage } from './harness/stage.mjs';
import { interleave } from './harness/rounds.mjs';
import { checkListAnswers, listRequests } from './harness/checks.mjs';
import { printComparison } from './harness/comparison.mjs';

const names = ['limit', 'mappedLimit', 'sample', 'product'];

const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 100 });
  for (const name of names) {
    await stage.startTarget(name);
  }
  await checkListAnswers(stage, names, headers);
  const rounds = await interleave(stage, names, (name) => ({ requests: listRequests(name, headers), connections: 32 }));
  printComparison('Mail list, 25 messages in 20 KB, 100 users, 32 connections', rounds, names);
} finally {
  await stage.close();
}
