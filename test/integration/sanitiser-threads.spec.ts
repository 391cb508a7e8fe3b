import { join } from 'node:path';

import { perform, type SanitiserTask } from '../../src/mail/html/sanitiser-task.js';
import { SanitiserThreads } from '../../src/mail/html/sanitiser-threads.js';

/** Of the built service; a thread cannot run the sources. */
const workerFile = join(import.meta.dirname, '../../dist/mail/html/sanitiser-worker.js');
const row =
  '<tr><td style="color:#333" onclick="x()"><a href="https://x.example/a">x</a><img src="cid:logo@x"><script>x()</script></td></tr>';

function newsletter(kibibytes: number): SanitiserTask {
  const html = `<table>${row.repeat(Math.ceil((kibibytes * 1024) / row.length))}</table>`;
  return {
    html,
    allowsRemoteContent: false,
    message: 'M',
    pictureMark: 'mark-',
    namedImages: new Map(),
    inlineImages: new Map([['logo@x', '/api/mail/messages/M/attachments/A']]),
  };
}

describe('sanitising beside the event loop', () => {
  let threads: SanitiserThreads;

  afterEach(() => threads.close());

  it('gives what it gives in this thread, inline images included', async () => {
    threads = new SanitiserThreads(workerFile);
    const task = newsletter(100);

    const results = await Promise.all(Array.from({ length: 8 }, () => threads.sanitise(task)));

    expect(results).toEqual(Array(8).fill(perform(task)));
    expect(results[0]?.html).toContain('src="/api/mail/messages/M/attachments/A"');
    expect(results[0]?.html).not.toMatch(/script|onclick/);
  });

  it('leaves this thread free while a megabyte is sanitised', async () => {
    threads = new SanitiserThreads(workerFile);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);

    await threads.sanitise(newsletter(1024));
    clearInterval(counting);

    expect(turns).toBeGreaterThan(10);
  });

  it('gives a message up that takes too long, and goes on with another thread', async () => {
    threads = new SanitiserThreads(workerFile, { taskMs: 1, threads: 1 });
    await expect(threads.sanitise(newsletter(2048))).rejects.toThrow('took too long');
    await threads.close();

    threads = new SanitiserThreads(workerFile, { taskMs: 5_000, threads: 1, heapMiB: 8 });
    await expect(threads.sanitise(newsletter(8192))).rejects.toThrow(/memory limit|has ended/);
    await expect(threads.sanitise(newsletter(20))).resolves.toMatchObject({ remoteContentBlocked: false });
  }, 20_000);

  it('refuses what would wait in too long a line', async () => {
    threads = new SanitiserThreads(workerFile, { threads: 1, waiting: 1 });
    const first = threads.sanitise(newsletter(100));
    const second = threads.sanitise(newsletter(100));

    await expect(threads.sanitise(newsletter(100))).rejects.toMatchObject({ code: 'throttled' });
    await Promise.all([first, second]);
  });

  it('does small messages at once', async () => {
    threads = new SanitiserThreads('/no/such/file.js');

    await expect(threads.sanitise(newsletter(8))).resolves.toMatchObject({ remoteContentBlocked: false });
  });
});
