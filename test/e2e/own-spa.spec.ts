import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isSignedIn } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

describe("somebody else's SPA", () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-spa-'));
  let system: TestSystem;

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Orders</title>');
    writeFileSync(join(folder, 'assets/main-B3xK_9qa.js'), 'void 0');
    system = await TestSystem.start({ WEB_ROOT: folder, CSP_CONNECT_SRC: 'https://telemetry.example' });
  });

  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string): Promise<[number, string | null, string]> => {
    const answer = await fetch(system.origin + path, { headers: { 'sec-fetch-mode': 'navigate' } });
    return [answer.status, answer.headers.get('content-security-policy'), await answer.text()];
  };

  it('is served in place of the mail app, under a policy with its sources', async () => {
    for (const path of ['/', '/orders/12?sort=date']) {
      const [status, policy, text] = await get(path);

      expect([status, text]).toEqual([200, '<!doctype html><title>Orders</title>']);
      expect(policy).toContain("connect-src 'self' https://telemetry.example;");
    }
    expect(await get('/assets/main-B3xK_9qa.js')).toEqual([200, expect.any(String), 'void 0']);
  });

  it('has the same API behind it, closed without a session', async () => {
    const [status, policy] = await get('/api/mail/messages');

    expect(status).toBe(403);
    expect(policy).not.toContain('telemetry.example');
  });

  it('gets its users back from a sign-in', async () => {
    const browser = await system.signedIn(alice);

    expect(await isSignedIn(browser)).toBe(true);
  });
});
