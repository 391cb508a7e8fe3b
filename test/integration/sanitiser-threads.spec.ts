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

  it('returns what it returns in this thread, inline images included', async () => {
    threads = new SanitiserThreads(workerFile);
    const task = newsletter(100);

    const results = await Promise.all(Array.from({ length: 8 }, () => threads.sanitise(task, 'alice')));

    expect(results).toEqual(Array(8).fill(perform(task)));
    expect(results[0]?.html).toContain('src="/api/mail/messages/M/attachments/A"');
    expect(results[0]?.html).not.toMatch(/script|onclick/);
  });

  it('leaves this thread free while a megabyte is sanitised', async () => {
    threads = new SanitiserThreads(workerFile);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);

    await threads.sanitise(newsletter(1024), 'alice');
    clearInterval(counting);

    expect(turns).toBeGreaterThan(10);
  });

  it('aborts a message that takes too long, and continues with another thread', async () => {
    threads = new SanitiserThreads(workerFile, { taskMs: 1, threads: 1 });
    await expect(threads.sanitise(newsletter(2048), 'alice')).resolves.toMatchObject({
      html: expect.stringContaining('too large or too deeply nested'),
    });
    await threads.close();

    threads = new SanitiserThreads(workerFile, { taskMs: 5_000, threads: 1, heapMiB: 8 });
    await expect(threads.sanitise(newsletter(8192), 'alice')).resolves.toMatchObject({
      html: expect.stringContaining('too large or too deeply nested'),
    });
    await expect(threads.sanitise(newsletter(20), 'alice')).resolves.toMatchObject({ remoteContentBlocked: false });
  }, 20_000);

  it('serves another user before all that one user has waiting, and refuses what would wait in too long a queue', async () => {
    threads = new SanitiserThreads(workerFile, { threads: 2, waiting: 64 });
    const order: string[] = [];
    const run = (user: string): Promise<unknown> =>
      threads.sanitise(newsletter(100), user).then(() => order.push(user));
    const greedy = Array.from({ length: 17 }, () => run('alice'));
    await expect(run('alice')).rejects.toMatchObject({ code: 'throttled' });

    await run('bob');

    expect(order.filter((user) => user === 'alice').length).toBeLessThan(5);
    await Promise.all(greedy);
  });

  it('sanitises small messages at once', async () => {
    threads = new SanitiserThreads('/no/such/file.js');

    await expect(threads.sanitise(newsletter(8), 'alice')).resolves.toMatchObject({ remoteContentBlocked: false });
  });
});
