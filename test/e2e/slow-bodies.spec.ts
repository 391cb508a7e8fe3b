import { request } from 'node:http';

import { jsonOf } from '../support/user-agent.js';
import { World } from '../support/world.js';

/** A body that begins and never ends: its sender waits for the answer, and so do we for the rest. */
describe('a body that stands still', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.close());

  const statusOfUnfinished = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request({
        host: '127.0.0.1',
        port: world.port,
        method: 'POST',
        path,
        headers: { 'x-csrf': '1', 'content-type': 'application/json', ...headers },
      });
      outgoing.on('response', ({ statusCode }) => {
        resolve(statusCode);
        outgoing.destroy();
      });
      outgoing.on('error', reject);
      outgoing.write('{"subject":"');
    });

  it.each([
    ['/api/mail/messages', { 'content-length': '6000000' }],
    ['/api/mail/messages', { 'transfer-encoding': 'chunked' }],
    ['/%61pi/mail/messages', { 'content-length': '6000000' }],
    ['/api/mail/drafts/x/attachments?name=a', { 'content-length': '6000000' }],
  ])('is not waited for without a session: %s %o', async (path, headers) => {
    expect(await statusOfUnfinished(path, headers)).toBe(401);
  });

  it('is not waited for when it is longer than any body of /auth', async () => {
    expect(await statusOfUnfinished('/auth/logout', { 'content-length': '20000' })).toBe(413);
    expect(await statusOfUnfinished('/auth/interactions', { 'content-length': '20000' })).toBe(413);
  });

  it('is something else than a large one of a session', async () => {
    const browser = await world.signedIn('alice@contoso.example');
    const body = { contentType: 'text', content: 'x'.repeat(100_000) };
    const answer = await browser.xhr('POST', '/api/mail/messages', { to: [], subject: 'Large', body });

    expect([answer.status, jsonOf(answer)['code']]).not.toContain('login_required');
    expect(answer.status).not.toBe(401);
  });
});
