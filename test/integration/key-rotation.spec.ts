import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { Replicas } from '../support/replicas.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';

function keyOf(id: string): string {
  return `${id}:${randomBytes(32).toString('base64url')}`;
}
const [first, second] = [keyOf('first'), keyOf('second')];

/** The steps of docs/operations.md, on two running replicas. */
describe('the encryption keys in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bff-keys-'));
  const file = join(folder, 'keys');
  let system: Replicas;
  let early: UserAgent;
  let late: UserAgent;

  beforeAll(async () => {
    write(first);
    system = await Replicas.start(2, { ENCRYPTION_KEYS: '', ENCRYPTION_KEYS_FILE: file });
    early = await system.signedIn('alice@contoso.example');
  }, 60_000);

  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true });
  });

  function write(content: string): void {
    writeFileSync(`${file}.new`, `${content}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Until every replica has logged that line since the last call. */
  async function everyReplicaLogs(pattern: RegExp): Promise<void> {
    await eventually(() => {
      expect(system.all.map(({ logLines }) => logLines.some((line) => pattern.test(line)))).toEqual([true, true]);
    }, 10_000);
    system.all.forEach(({ logLines }) => logLines.splice(0));
  }

  const statuses = (browser: UserAgent): Promise<number[]> =>
    Promise.all(system.all.map(async (replica) => (await browser.xhr('GET', replica.at('/api/me'))).status));

  /** The keys that sealed the sessions in Redis: a record begins with a time and then names its key. */
  async function sealedWith(): Promise<string[]> {
    const names = await system.redis.keys('bff:session:v1:*');
    const values = await Promise.all(names.map((name) => system.redis.command('GET', name)));
    return ['first', 'second'].filter((id) => values.some((value) => value.includes(id)));
  }

  it('include a new key behind the old one, with which everything continues', async () => {
    expect(await sealedWith()).toEqual(['first']);
    write(`${first},${second}`);
    await everyReplicaLogs(/ENCRYPTION_KEYS_FILE.*is in use/);

    await system.signedIn('bilal@contoso.example');
    expect(await sealedWith()).toEqual(['first']);
  });

  it('are not replaced by an invalid one: the problem is logged, the value is not', async () => {
    write('CANARY');
    await everyReplicaLogs(/"level":"warn".*ENCRYPTION_KEYS must be/);
    expect(system.logLines.join('')).not.toContain('CANARY');
    expect(await statuses(early)).toEqual([200, 200]);
  });

  it('seal new records with the key in front, and sign nobody out', async () => {
    write(`${second},${first}`);
    await everyReplicaLogs(/ENCRYPTION_KEYS_FILE.*is in use/);

    late = await system.signedIn('carla@contoso.example');
    expect(await sealedWith()).toEqual(['first', 'second']);
    expect([await statuses(early), await statuses(late)]).toEqual([
      [200, 200],
      [200, 200],
    ]);
  });

  it('open nothing with a key that was removed, not even what a replica had opened before', async () => {
    write(second);
    await everyReplicaLogs(/ENCRYPTION_KEYS_FILE.*is in use/);

    expect([await statuses(early), await statuses(late)]).toEqual([
      [401, 401],
      [200, 200],
    ]);
    const answer = await late.xhr('GET', system.all[1].at('/auth/session'));
    expect(jsonOf(answer)['authenticated']).toBe(true);
  });
});
