/** Sign-ins per second: authorize request and callback, with the redemption of the code and all checks, compared with the sample. */
import { printComparison } from './harness/comparison.mjs';
import { interleave } from './harness/rounds.mjs';
import { Stage } from './harness/stage.mjs';

const names = ['sample', 'product'];

const stage = await Stage.open();
try {
  for (const name of names) {
    await stage.startTarget(name);
  }
  const load = () => ({ command: 'signIn', connections: 8 });
  printComparison('Sign-ins', await interleave(stage, names, load), names);
} finally {
  await stage.close();
}
