import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { mailboxStates, type MailboxState } from './index.js';
import { ALICE, errorOf, GraphFixture, textOf, valueOf } from './testing/graph-fixture.js';

const LIST = '/me/mailFolders/inbox/messages?$top=25';

describe('a Graph that is as strict as the real one', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());
  afterEach(() => {
    graph.control.reset();
  });

  const draft = async (): Promise<string> =>
    `/me/messages/${textOf((await graph.post('/me/messages', { subject: 'x' })).json['id'])}`;

  it.each(Object.keys(mailboxStates) as MailboxState[])(
    'serves no mailbox (%s) until it is ready, but serves the profile',
    async (state) => {
      graph.control.setMailbox(ALICE.oid, { state, readyAt: graph.now + 1000 });
      const { status, code } = mailboxStates[state]('any');
      const answer = await graph.get(LIST);
      // Some refusals have no body.
      const actualCode = code === '' ? '' : errorOf(answer).code;
      expect([answer.status, actualCode]).toEqual([status, code]);
      expect((await graph.get('/me')).status).toBe(200);
      graph.now += 1000;
      expect((await graph.get(LIST)).status).toBe(200);
    },
  );

  it('refuses the token where the tenant has no Exchange, in another layout than its own', async () => {
    graph.control.setMailbox(ALICE.oid, { state: 'no-exchange' });
    const { json } = await graph.get(LIST);
    expect(json).toMatchObject({
      error: { innerError: { errorUrl: expect.any(String) as string, requestId: expect.any(String) as string } },
    });
    expect(textOf(errorOf(await graph.get(LIST)).message)).toContain(ALICE.tid);
  });

  it.each([
    ['quota', 403, 'ErrorQuotaExceeded'],
    ['target-quota', 507, 'QuotaExceededException'],
  ] as const)(
    'accepts nothing into a full mailbox (%s), and permits reading and deleting',
    async (full, status, code) => {
      const path = await draft();
      graph.control.setMailbox(ALICE.oid, { full });
      for (const target of ['/me/messages', `${path}/attachments`, `${path}/createReply`, '/me/sendMail']) {
        const answer = await graph.post(target, {});
        expect([target, answer.status, errorOf(answer).code]).toEqual([target, status, code]);
      }
      expect((await graph.get(LIST)).status).toBe(200);
      expect((await graph.call('DELETE', path)).status).toBe(204);
    },
  );

  it.each([
    ['suspended', 'ErrorAccountSuspend'],
    ['message-limit', 'ErrorExceededMessageLimit'],
  ] as const)('lets a user who is %s do everything but send', async (sender, code) => {
    graph.control.setMailbox(ALICE.oid, { sender });
    const path = await draft();
    for (const target of ['/me/sendMail', `${path}/send`, `${path}/reply`]) {
      const answer = await graph.post(target, {});
      expect([answer.status, errorOf(answer).code]).toEqual([403, code]);
    }
  });

  it('refuses the first changes of a new item with 412, without an If-Match, and does nothing', async () => {
    graph.control.setConditions({ conflictsOfNewItems: 2 });
    const path = await draft();
    const change = (): ReturnType<typeof graph.call> => graph.call('PATCH', path, { body: { subject: 'changed' } });
    const answers = [await change(), await change()];
    expect(answers.map((each) => [each.status, errorOf(each).code])).toEqual(
      Array(2).fill([412, 'ErrorIrresolvableConflict']),
    );
    expect((await graph.get(path)).json['subject']).toBe('x');
    expect((await change()).status).toBe(200);
    const [old] = valueOf(await graph.get(LIST));
    const isRead = old?.['isRead'] !== true;
    expect((await graph.call('PATCH', `/me/messages/${textOf(old?.['id'])}`, { body: { isRead } })).status).toBe(200);
  });

  it('fails one read in so many, each time in another way, once without a body', async () => {
    graph.control.setConditions({ transientEvery: 2 });
    const answers = [];
    for (let each = 0; each < 12; each += 1) {
      answers.push(await graph.get(LIST));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 400, 200, 502, 200, 503, 200, 504, 200, 509]);
    expect(answers[3]?.text).toBe('');
  });

  it('deletes for good in the global cloud only', async () => {
    const path = await draft();
    graph.control.setConditions({ cloud: 'china' });
    const answer = await graph.post(`${path}/permanentDelete`, undefined);
    expect([answer.status, errorOf(answer)]).toEqual([
      400,
      expect.objectContaining({ message: "Resource not found for the segment 'permanentDelete'." }),
    ]);
    const { id } = (await graph.post('/me/mailFolders', { displayName: 'Old' })).json;
    const folder = `/me/mailFolders/${textOf(id)}/permanentDelete`;
    expect((await graph.post(folder, undefined)).status).toBe(400);
    graph.control.setConditions({ cloud: 'global' });
    expect((await graph.post(`${path}/permanentDelete`, undefined)).status).toBe(204);
    expect((await graph.post(folder, undefined)).status).toBe(204);
  });

  it('compresses JSON for clients that ask for it, refusals as well, and nothing for others', async () => {
    const origin = await graph.origin();
    const raw = (path: string, acceptEncoding: string): Promise<{ encoding: string | undefined; body: Buffer }> =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${ALICE.username}|User.Read Mail.Read`,
          'accept-encoding': acceptEncoding,
        };
        const outgoing = request(`${origin}/v1.0${path}`, { headers }, (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('end', () => {
            resolve({ encoding: incoming.headers['content-encoding'], body: Buffer.concat(parts) });
          });
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
    const plain = await raw(LIST, 'identity');
    const zipped = await raw(LIST, 'br;q=1.0, gzip;q=0.8');
    const never = await raw(LIST, 'gzip;q=0');
    const refusal = await raw('/me/nothing', 'gzip');
    expect([plain.encoding, zipped.encoding, never.encoding, refusal.encoding]).toEqual([
      undefined,
      'gzip',
      undefined,
      'gzip',
    ]);
    expect(zipped.body.length).toBeLessThan(plain.body.length / 2);
    expect(JSON.parse(gunzipSync(zipped.body).toString())).toEqual(JSON.parse(plain.body.toString()));
    expect(gunzipSync(refusal.body).toString()).toContain("'nothing'");
  });
});
