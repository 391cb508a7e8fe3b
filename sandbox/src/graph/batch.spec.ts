import { ALICE, GraphFixture, textOf } from './testing/graph-fixture.js';

interface Step {
  readonly id: string;
  readonly status: number;
  readonly body?: unknown;
  readonly headers: Record<string, string>;
}

describe('$batch', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  const batch = async (requests: readonly object[], scopes?: string): Promise<Record<string, Step>> => {
    const answer = await graph.post('/$batch', { requests }, scopes === undefined ? {} : { scopes });
    expect(answer.status).toBe(200);
    return Object.fromEntries((answer.json['responses'] as Step[]).map((step) => [step.id, step]));
  };

  it('responds to each request with its own status, headers and body', async () => {
    const answers = await batch([
      { id: '1', method: 'GET', url: '/me?$select=displayName' },
      { id: '2', method: 'GET', url: 'me/messages/' + 'A'.repeat(40) },
      { id: '3', method: 'GET', url: '/me/photo/$value' },
      {
        id: '4',
        method: 'POST',
        url: '/me/messages',
        headers: { 'Content-Type': 'application/json' },
        body: { subject: 'From a batch' },
      },
    ]);
    expect(answers['1']).toMatchObject({ status: 200, body: { displayName: ALICE.displayName } });
    expect(answers['1']?.headers['Content-Type']).toContain('application/json');
    expect(answers['2']).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidIdMalformed' } } });
    expect(Buffer.from(textOf(answers['3']?.body), 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(answers['4']).toMatchObject({ status: 201, body: { subject: 'From a batch' } });
  });

  it('runs a dependent request after the other one, or not at all', async () => {
    const answers = await batch([
      { id: 'c', method: 'GET', url: '/me', dependsOn: ['b'] },
      { id: 'b', method: 'GET', url: '/me/nothing', dependsOn: ['a'] },
      { id: 'a', method: 'GET', url: '/me' },
    ]);
    expect([answers['a']?.status, answers['b']?.status, answers['c']?.status]).toEqual([200, 400, 424]);
  });

  it('checks scopes and limits request by request', async () => {
    const requests = Array.from({ length: 8 }, (_, id) => ({
      id: String(id),
      method: 'GET',
      url: '/me/messages?$top=1&$select=id',
    }));
    expect(Object.values(await batch(requests)).map((step) => step.status)).toEqual(requests.map(() => 200));
    const refused = await batch([{ id: '1', method: 'POST', url: '/me/sendMail', body: {} }], 'Mail.Read');
    expect(refused['1']).toMatchObject({ status: 403, body: { error: { code: 'ErrorAccessDenied' } } });
    graph.control.setThrottling({ concurrentRequests: 2, latencyMilliseconds: 20 });
    const statuses = Object.values(await batch(requests)).map((step) => step.status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    graph.control.reset();
  });

  it.each([
    [{ requests: Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: 'GET', url: '/me' })) }],
    [{ requests: [] }],
    [{}],
    [
      {
        requests: [
          { id: '1', method: 'GET', url: '/me' },
          { id: '1', method: 'GET', url: '/me' },
        ],
      },
    ],
    [{ requests: [{ id: '1', method: 'GET', url: '/me', dependsOn: ['2'] }] }],
    [{ requests: [{ id: '1', method: 'GET', url: '/me', dependsOn: ['1'] }] }],
    [{ requests: [{ id: '1', method: 'POST', url: '/$batch' }] }],
  ])('refuses %#', async (body) => {
    expect((await graph.post('/$batch', body)).status).toBe(400);
  });
});
