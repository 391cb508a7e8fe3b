import { Problem } from '../../src/common/index.js';
import { defaultLimits, GraphTransport } from '../../src/graph/graph-transport.js';
import { UploadSession } from '../../src/mail/drafts/upload-session.js';
import { answer, cut, ScriptedGraph, silence } from '../support/graph-server.js';

function stored(next: number): ReturnType<typeof answer> {
  return answer(200, { nextExpectedRanges: [String(next)] });
}
const complete = answer(201, '', { location: "https://outlook.example/Users('u')/Messages('m')/Attachments('A1')" });

describe('an upload session', () => {
  let graph: ScriptedGraph;
  let transport: GraphTransport;
  let session: UploadSession;

  beforeAll(async () => {
    graph = await ScriptedGraph.start();
    transport = new GraphTransport(graph.origin, { ...defaultLimits, headersMs: 200 });
  });

  beforeEach(() => {
    graph.reset();
    session = new UploadSession(transport, new URL(`${graph.origin}/sessions/1?authtoken=t`), 10, () => Date.now());
  });

  afterAll(async () => {
    await transport.close();
    await graph.close();
  });

  const sent = (): string[] =>
    graph.seen.map(({ method, headers, body }) => [method, headers['content-range'], body].filter(Boolean).join(' '));

  it('puts ranges in order, without a token', async () => {
    graph.next(stored(6), complete);

    await expect(session.deliver(Buffer.from('abcdef'), 0)).resolves.toEqual({ kind: 'more' });
    await expect(session.deliver(Buffer.from('ghij'), 6)).resolves.toMatchObject({ kind: 'complete' });

    expect(sent()).toEqual(['PUT bytes 0-5/10 abcdef', 'PUT bytes 6-9/10 ghij']);
    expect(graph.seen.some(({ headers }) => 'authorization' in headers)).toBe(false);
  });

  it.each([
    ['a reset', cut],
    ['silence', silence],
    ['500', answer(500)],
    ['503', answer(503, {}, { 'retry-after': '0' })],
    ['429', answer(429, {}, { 'retry-after': '0' })],
  ])('sends a range again after %s', async (_, failure) => {
    graph.next(failure, stored(6));

    await expect(session.deliver(Buffer.from('abcdef'), 0)).resolves.toEqual({ kind: 'more' });
    expect(sent()).toEqual(['PUT bytes 0-5/10 abcdef', 'PUT bytes 0-5/10 abcdef']);
  });

  it('requests the position of the service when the range had arrived although its response did not', async () => {
    graph.next(cut, answer(416), stored(6));

    await expect(session.deliver(Buffer.from('abcdef'), 0)).resolves.toEqual({ kind: 'more' });
    expect(sent().at(-1)).toBe('GET');
  });

  it('continues in the middle of a range', async () => {
    graph.next(stored(4), stored(6));

    await session.deliver(Buffer.from('abcdef'), 0);

    expect(sent()).toEqual(['PUT bytes 0-5/10 abcdef', 'PUT bytes 4-5/10 ef']);
  });

  it('is complete when the session ended with the last range, although its response did not arrive', async () => {
    graph.next(cut, answer(404));

    await expect(session.deliver(Buffer.from('ghij'), 6)).resolves.toEqual({ kind: 'complete', location: undefined });
  });

  it('fails when the session ended before the last range', async () => {
    graph.next(cut, answer(404));

    await expect(session.deliver(Buffer.from('abc'), 0)).rejects.toMatchObject({ code: 'graph_error' });
  });

  it('fails when the service wants bytes that are no longer buffered', async () => {
    graph.next(stored(2));

    await expect(session.deliver(Buffer.from('efg'), 4)).rejects.toMatchObject({ code: 'graph_error' });
  });

  it('gives up after five attempts', async () => {
    graph.next(cut, cut, cut, cut, cut, stored(6));

    await expect(session.deliver(Buffer.from('abcdef'), 0)).rejects.toMatchObject({ code: 'graph_unavailable' });
    expect(graph.seen).toHaveLength(5);
  }, 15_000);

  it.each([400, 401, 403, 404, 409, 410, 413, 416, 507])(
    'fails when the last range is answered %d at once',
    async (status) => {
      graph.next(answer(status), answer(405));

      await expect(session.deliver(Buffer.from('ghij'), 6)).rejects.toBeInstanceOf(Problem);
    },
  );

  it('fails when the mailbox is full, also where the last range was cut before', async () => {
    graph.next(cut, answer(507, { error: { code: 'ErrorQuotaExceeded' } }));

    await expect(session.deliver(Buffer.from('ghij'), 6)).rejects.toMatchObject({ code: 'mailbox_full' });
  });

  it('fails when the last range is throttled repeatedly', async () => {
    graph.next(...Array.from({ length: 5 }, () => answer(429, {}, { 'retry-after': '0' })));

    await expect(session.deliver(Buffer.from('ghij'), 6)).rejects.toMatchObject({ code: 'throttled' });
  }, 15_000);

  it.each([
    ['is cut', cut],
    ['fails', answer(500)],
  ])(
    'searches for the file when the last range %s repeatedly',
    async (_, failure) => {
      graph.next(failure, failure, failure, failure, failure);

      await expect(session.deliver(Buffer.from('ghij'), 6)).resolves.toMatchObject({ kind: 'doubtful' });
    },
    15_000,
  );

  it('does not retry what is permanently refused', async () => {
    graph.next(answer(413, { error: { code: 'RequestEntityTooLarge' } }));

    await expect(session.deliver(Buffer.from('abcdef'), 0)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(graph.seen).toHaveLength(1);
  });

  it('can be cancelled, also when the service does not respond', async () => {
    graph.next(cut);

    await expect(session.cancel()).resolves.toBeUndefined();
    expect(sent()).toEqual(['DELETE']);
  });
});
