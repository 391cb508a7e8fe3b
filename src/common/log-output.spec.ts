import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { LogOutput } from './log-output.js';

/** Of 5 ms: a test that sees nothing more must end. */
const mostWaits = 2_000;

describe('the log output', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bff-log-'));
  let pipe: number;

  beforeEach(() => {
    const path = join(folder, `pipe-${Math.random()}`);
    execFileSync('mkfifo', [path]);
    pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  });
  afterEach(() => {
    closeSync(pipe);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** The output so far. */
  function read(): string {
    const bytes = Buffer.alloc(1_048_576);
    try {
      return bytes.toString('latin1', 0, readSync(pipe, bytes));
    } catch {
      return '';
    }
  }

  async function until(isWhole: (text: string) => boolean): Promise<string> {
    let text = '';
    for (let waits = 0; !isWhole(text) && waits < mostWaits; waits++) {
      text += read();
      await pause(5);
    }
    return text;
  }

  it('writes lines in their order, soon', async () => {
    const log = new LogOutput(pipe);
    log.write('one\n');
    log.write('two\n');

    expect(await until((text) => text.endsWith('two\n'))).toBe('one\ntwo\n');
  });

  it('does not wait for a blocked reader: drops lines beyond its bound, and reports how many once it is read', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const log = new LogOutput(pipe, 200_000);

    for (let count = 0; count < 10_000; count++) {
      log.write(line);
      if (count % 1_000 === 0) {
        await pause(1);
      }
    }
    let text = await until((some) => some.split('\n').length > 2_000);
    let written = 10_000;
    for (; !text.includes('"lost"') && written < 10_000 + mostWaits; written++) {
      log.write('last\n');
      text += read();
      await pause(5);
    }
    const lost = (): number => [...text.matchAll(/"lost":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    const kept = (): number => text.split(line).length - 1 + text.split('last\n').length - 1;
    for (let waits = 0; kept() + lost() < written && waits < mostWaits; waits++) {
      text += read();
      await pause(5);
    }

    expect(lost()).toBeGreaterThan(1_000);
    expect(kept()).toBeGreaterThan(1_000);
    expect(kept() + lost()).toBeLessThanOrEqual(written);
  }, 30_000);
});
