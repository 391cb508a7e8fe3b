/** From the start of the process until `/health/ready` answers 200, Redis and discovery included. */
import { fixed, median } from './harness/report.mjs';
import { Stage } from './harness/stage.mjs';

const starts = 9;

const stage = await Stage.open();
try {
  const times = [];
  const cpu = [];
  for (let start = 0; start < starts; start++) {
    const target = await stage.startTarget('product');
    times.push(target.readyAfterMs);
    cpu.push((await target.ask('sinceStart')).cpuMicroseconds / 1000);
    await target.end();
  }
  process.stdout.write(
    `\n## Start-up\n\nready after ${fixed(median(times), 0)} ms (fastest ${fixed(Math.min(...times), 0)} ms), of which ${fixed(median(cpu), 0)} ms CPU\n`,
  );
} finally {
  await stage.close();
}
