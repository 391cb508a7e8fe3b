import { liveSession } from '../../test/support/mail-session.js';
import { getWholeBatch } from './graph-batch.js';
import type { GraphCall } from './graph-call.js';
import type { GraphClient } from './graph-client.js';

const session = liveSession();
const call = { operation: 'look', permissions: ['mail.read'] } as const;

async function bodies(
  part: object | undefined,
  alone: () => Promise<unknown> = () => Promise.reject(new Error('asked')),
): Promise<ReadonlyMap<string, unknown>> {
  const graph = {
    json: (_: unknown, { path }: GraphCall) =>
      path === '/$batch'
        ? Promise.resolve({
            responses: [{ id: 'a', status: 200, body: 'A' }, ...(part === undefined ? [] : [{ id: 'b', ...part }])],
          })
        : alone(),
  } as unknown as GraphClient;
  return getWholeBatch(graph, session, call, { a: '/me/a', b: '/me/b' }, Date.now);
}

describe('a batch that requires all of its parts', () => {
  it('returns the bodies', async () => {
    expect([...(await bodies({ status: 200, body: 'B' }))]).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ]);
  });

  it.each([
    ['the token lacks claims', 401, { 'WWW-Authenticate': 'Bearer claims="eyJhIjoxfQ=="' }],
    ['the token is not taken', 401, {}],
    ['access is denied', 403, {}],
  ])('requests a part alone, as a single call does, when %s', async (_, status, headers) => {
    const answers = await bodies({ status, headers }, () => Promise.resolve('B'));

    expect(answers.get('b')).toBe('B');
  });

  it('fails as that call does when the user must interact', async () => {
    await expect(bodies({ status: 403 }, () => Promise.reject(new Error('consent_required')))).rejects.toThrow(
      'consent_required',
    );
  });

  it.each([
    ['is throttled', { status: 429, headers: { 'Retry-After': '7' } }, { code: 'throttled' }],
    ['fails', { status: 500 }, { code: 'graph_error' }],
    ['is missing', undefined, { code: 'graph_error' }],
  ])('fails with the problem of a part that %s, and requests nothing', async (_, part, problem) => {
    await expect(bodies(part)).rejects.toMatchObject(problem);
  });
});
