import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { codeOf, DeviceBrowser, secureOrigin } from '../support/device-browser.js';
import { eventually } from '../support/eventually.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
function keyOf(id: string): string {
  return `${id}:${randomBytes(32).toString('base64url')}`;
}
const [first, second] = [keyOf('first'), keyOf('second')];

/** The steps of docs/operations.md, for sessions that are bound to a device. */
describe('a bound session, while the encryption keys rotate on two replicas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bff-device-keys-'));
  const file = join(folder, 'keys');
  let system: TestSystem;
  let early: DeviceBrowser;

  beforeAll(async () => {
    write(first);
    system = await TestSystem.startPair({
      PUBLIC_URL: secureOrigin,
      ENCRYPTION_KEYS: '',
      ENCRYPTION_KEYS_FILE: file,
    });
    early = await DeviceBrowser.bound(system, alice);
  });

  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true });
  });

  function write(content: string): void {
    writeFileSync(`${file}.new`, `${content}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Returns once both replicas use the keys. */
  async function rotateTo(content: string): Promise<void> {
    system.logLines.splice(0);
    write(content);
    await eventually(() => {
      expect(system.logLines.filter((line) => /ENCRYPTION_KEYS_FILE.*is in use/.test(line))).toHaveLength(2);
    }, 10_000);
  }

  /** At one replica after the other. */
  const asked = async ({ agent }: DeviceBrowser): Promise<number[]> => [
    (await agent.xhr('GET', '/api/me')).status,
    (await agent.xhr('GET', '/api/me')).status,
  ];

  it('continues with the device cookie that the old key has sealed, and proves itself over its old challenge', async () => {
    await rotateTo(`${first},${second}`);
    await rotateTo(`${second},${first}`);
    expect(await asked(early)).toEqual([200, 200]);

    early.forgetDeviceCookie();
    expect(await asked(early)).toEqual([401, 401]);
    expect((await early.refresh()).status).toBe(200);
    expect(await asked(early)).toEqual([200, 200]);
  });

  it('is sealed with the new key by that, so that it outlives the old one', async () => {
    await rotateTo(second);

    expect(await asked(early)).toEqual([200, 200]);
    expect((await early.renew()).status).toBe(200);
    expect(await asked(early)).toEqual([200, 200]);
  });

  it('ends with the key that has sealed it, as any session does: no proof restores it', async () => {
    await rotateTo(`${first},${second}`);
    expect((await early.renew()).status).toBe(200);
    await rotateTo(second);

    const answers = [await early.agent.xhr('GET', '/api/me'), await early.agent.xhr('GET', '/api/me')];
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [401, 'login_required'],
      [401, 'login_required'],
    ]);
    expect((await early.refresh()).status).toBe(401);
  });
});
