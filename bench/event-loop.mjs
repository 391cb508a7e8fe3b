/**
 * `npm run bench -- event-loop`, with Node 24: measures how long one turn of the event loop blocks all other requests, by the CPU
 * of the main thread. It uses two connections, so a turn is the work for one or two requests and not for a queue of them.
 */
import { listRequests } from './harness/checks.mjs';
import { fixed, table } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const milliseconds = 4_000;
const stretches = 3;

if (process.threadCpuUsage === undefined) {
  process.stdout.write('This version of Node cannot measure the CPU time of a thread. Use Node 24.\n');
  process.exit();
}
const stage = await Stage.open();
try {
  const headers = await stage.seed({ count: 1_000 });
  const target = await stage.startTarget('product');
  const requests = (path) => ({ command: 'run', requests: listRequests('product', headers, path) });
  const loads = {
    'mail list': requests('/api/mail/messages'),
    'photo of 20 KB': requests('/api/me/photo'),
    'attachment of 100 KB': requests('/api/mail/messages/m/attachments/a'),
    'sign-in': { command: 'signIn' },
  };
  const rows = [];
  for (const [name, load] of Object.entries(loads)) {
    const ask = () => stage.load.ask({ port: target.port, connections: 2, milliseconds, ...load });
    await ask();
    const longest = [];
    for (let stretch = 0; stretch < stretches; stretch++) {
      await target.ask('beginTurns');
      await ask();
      longest.push((await target.ask('endTurns')).longestTurnMs);
    }
    rows.push([name, longest.map((each) => `${fixed(each, 1)} ms`).join(', ')]);
  }
  process.stdout.write('\n## Longest turns of the event loop\n\n');
  table(['load', `longest turn of each ${milliseconds / 1000} s`], rows);
} finally {
  await stage.close();
}
