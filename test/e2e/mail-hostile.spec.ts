import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';

import { newThings, request, type MailThings } from '../support/mail-routes.js';
import { rawRequest } from '../support/raw-request.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const to = [{ address: 'bilal@contoso.example' }];

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

describe('a hostile client of the mail API', () => {
  let system: TestSystem;
  let full: UserAgent;
  let things: MailThings;

  beforeAll(async () => {
    system = await TestSystem.start();
    system.sandbox.control.grantConsent(alice, [
      'User.Read',
      'Mail.Read',
      'Mail.Send',
      'Mail.ReadWrite',
      'MailboxSettings.ReadWrite',
      'People.Read',
      'User.ReadBasic.All',
      'Calendars.ReadWrite',
    ]);
    full = await system.signedIn(alice);
    things = await newThings(system, full, alice);
  }, 20_000);

  afterAll(() => system.close());

  /** The path is sent unchanged: `fetch` would normalise it. */
  async function asked(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<readonly [status: number, code: string | undefined, paths: readonly string[] | undefined]> {
    const cookie = full.cookies.header(new URL(system.origin), () => true);
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const { status, text } = await rawRequest(system.port, {
      method,
      path,
      headers: { cookie, 'x-csrf': '1', ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const { code, errors } = JSON.parse(text === '' ? '{}' : text) as Partial<ProblemBody>;
    return [status, code, errors?.map((error) => error.path)];
  }

  const sending = (members: object): string => JSON.stringify({ to, ...members });

  // Ids are opaque: any character may occur in one, and an id unknown to Graph is not found.
  it.each(['a%2fb', '%F0%9F%98%80', "a'b", '(1)', '$value', 'a;b'])(
    'names a message %s: 404, and never leaves the messages',
    async (id) => {
      const answers = [
        await asked('GET', `/api/mail/messages/${id}`),
        await asked('GET', `/api/mail/messages/${things.message}/attachments/${id}`),
        await asked('PATCH', `/api/mail/drafts/${id}`, '{"subject":"x"}'),
      ];

      expect(answers).toEqual(Array(3).fill([404, 'not_found', undefined]));
    },
  );

  it.each(['..', '%2e%2e', '%2e%2e%2fusers', '%00', '%0d%0aX:1'])('names a message %s: 400', async (id) => {
    const answers = [
      await asked('GET', `/api/mail/messages/${id}`),
      await asked('GET', `/api/mail/messages/${things.message}/attachments/${id}`),
      await asked('PATCH', `/api/mail/drafts/${id}`, '{"subject":"x"}'),
    ];

    expect(answers).toEqual(['id', 'attachmentId', 'id'].map((name) => [400, 'invalid_request', [name]]));
  });

  it.each([1024, 1025, 10_000])('names a message by %i letters: 404', async (length) => {
    const id = 'A'.repeat(length);

    const answers = [
      await asked('GET', `/api/mail/messages/${id}`),
      await asked('GET', `/api/mail/messages/${things.message}/attachments/${id}`),
      await asked('PATCH', `/api/mail/drafts/${id}`, '{"subject":"x"}'),
    ];

    expect(answers).toEqual(Array(3).fill([404, 'not_found', undefined]));
  });

  it.each([
    ['top=1e2', 'top'],
    ['top=0x10', 'top'],
    ['top=', 'top'],
    ['top=99999999999999999999', 'top'],
    ['folder=inbox&folder=drafts', 'folder'],
    ['folder=%00', 'folder'],
    ['search=%00%0a', 'search'],
    ['search=%20', 'search'],
    ['search=a&orderBy=subject%20asc', 'orderBy'],
    ['search=a&conversation=b', 'conversation'],
    ['$filter=isRead', ''],
    ['folder[]=inbox', ''],
  ])('lists by %s: 400', async (query, path) => {
    expect(await asked('GET', `/api/mail/messages?${query}`)).toEqual([400, 'invalid_request', [path]]);
  });

  it('writes a filter into the id of a conversation and finds nothing by it', async () => {
    const filter = encodeURIComponent("a' or isRead eq true or subject eq '");

    const answer = await full.xhr('GET', `/api/mail/messages?conversation=${filter}`);

    expect(jsonOf(answer)['items']).toEqual([]);
  });

  it('puts cursors where they do not belong', async () => {
    const { nextCursor } = jsonOf<{ nextCursor: string }>(await full.xhr('GET', '/api/mail/messages?top=5'));
    const conversation = encodeURIComponent('AAQk+/=');
    const places = [
      '/api/mail/messages?top=6&',
      '/api/mail/messages?top=5&folder=drafts&',
      '/api/mail/messages?top=5&unread=true&',
      `/api/mail/messages?top=5&folder=inbox&conversation=${conversation}&`,
      '/api/mail/changes?',
      '/api/mail/folders?',
    ];

    const answers = await Promise.all(places.map((place) => asked('GET', `${place}cursor=${nextCursor}`)));

    expect(answers).toEqual(places.map(() => [400, 'invalid_cursor', undefined]));
    expect(await asked('GET', `/api/mail/messages?folder=inbox&top=5&cursor=${nextCursor}`)).toMatchObject([200]);
  });

  it.each(['Zm9v', 'https://graph.example/next?$skip=9', '%00%2b/='])('makes up the cursor %s', async (cursor) => {
    for (const list of ['messages', 'changes', 'folders']) {
      expect(await asked('GET', `/api/mail/${list}?cursor=${cursor}`)).toEqual([400, 'invalid_cursor', undefined]);
    }
  });

  it.each([
    ['nothing', '', ['']],
    ['half of it', '{', ['']],
    ['a list', '[]', ['']],
    ['null', 'null', ['']],
    ['a prototype', '{"__proto__":{"to":[]}}', ['']],
    ['no recipient', '{"subject":"x"}', ['to']],
    [
      '501 recipients',
      sending({ to: Array.from({ length: 501 }, (_, n) => ({ address: `u${n}@x.example` })) }),
      ['to'],
    ],
    ['a recipient that is not an address', sending({ cc: [{ address: 'a b@x.example' }] }), ['cc.0.address']],
    ['a header in an address', sending({ bcc: [{ address: 'a@x.example\r\nX: 1' }] }), ['bcc.0.address']],
    ['an address that none is', sending({ to: [{ address: 'nobody@nowhere' }] }), ['to.0.address']],
    ['a text for a list', sending({ to: 'bilal@contoso.example' }), ['to']],
    ['HTML of 5 MB', sending({ body: { contentType: 'html', content: 'x'.repeat(5_000_000) } }), ['body.content']],
    ['a body of another kind', sending({ body: { contentType: 'rtf', content: '' } }), ['body.contentType']],
    ['a long subject', sending({ subject: 'x'.repeat(999) }), ['subject']],
    [
      'a header in the type of a file',
      sending({ attachments: [{ name: 'a', contentType: 'text/plain\r\nX: 1', contentBytes: 'aGk=' }] }),
      ['attachments.0.contentType'],
    ],
    ['101 files', sending({ attachments: Array(101).fill({ name: 'a', contentBytes: 'aGk=' }) }), ['attachments']],
  ])('sends %s: 400', async (_, body, paths) => {
    expect(await asked('POST', '/api/mail/messages', body)).toEqual([400, 'invalid_request', paths]);
  });

  it.each([
    ['more than Graph takes', sending({ body: { contentType: 'text', content: '€'.repeat(1_500_000) } })],
    ['more than is read', sending({ body: { contentType: 'text', content: 'x'.repeat(9_000_000) } })],
  ])('sends %s: 413', async (_, body) => {
    expect(await asked('POST', '/api/mail/messages', body)).toEqual([413, 'payload_too_large', undefined]);
  });

  it('sends invalid JSON', async () => {
    const answer = await asked('POST', '/api/mail/messages', '<to/>', { 'content-type': 'text/xml' });

    expect(answer).toEqual([415, 'unsupported_media_type', undefined]);
  });

  it.each(['', ' ', 'a b'])('gives the idempotency key "%s"', async (key) => {
    const answer = await asked('POST', '/api/mail/messages', sending({}), { 'idempotency-key': key });

    expect(answer).toEqual([400, 'invalid_request', ['Idempotency-Key']]);
  });

  it('writes headers into a subject and a name, and they stay on one line', async () => {
    const draft = await full.xhr('POST', '/api/mail/drafts', {
      to: [{ name: 'Bilal\r\nBcc: x', address: 'bilal@contoso.example' }],
      subject: 'Hello\r\nBcc: evil@x.example\u0000',
    });
    const { subject, to: recipients } = jsonOf<{ subject: string; to: { name: string }[] }>(draft);

    expect([subject, recipients[0]?.name]).toEqual(['Hello Bcc: evil@x.example ', 'Bilal Bcc: x']);
  });

  it.each([
    ['%22%0d%0aX:1', `attachment; filename="_ X_1"; filename*=UTF-8''%22%20X%3A1`],
    ['..%2f..%2fetc', `attachment; filename=".._.._etc"; filename*=UTF-8''.._.._etc`],
    ['%E2%80%AEgpj.exe', `attachment; filename="gpj.exe"; filename*=UTF-8''gpj.exe`],
    ['%F0%9F%98%80.png', `attachment; filename="__.png"; filename*=UTF-8''%F0%9F%98%80.png`],
  ])('calls a file %s', async (name, disposition) => {
    const upload = await request(
      full,
      {
        method: 'POST',
        path: ({ draft }) => `/api/mail/drafts/${draft}/attachments?name=${name}`,
        body: Buffer.from('x'),
      },
      things,
    );
    const { id } = JSON.parse(upload.text) as { id: string };

    const { headers } = await full.xhr('GET', `/api/mail/messages/${things.draft}/attachments/${id}`);

    expect([upload.status, headers.get('content-disposition')]).toEqual([201, disposition]);
  });

  it('does not state the size of a file: 400', async () => {
    const path = `/api/mail/drafts/${things.draft}/attachments?name=a`;

    const answer = await asked('POST', path, 'x', { 'transfer-encoding': 'chunked' });

    expect(answer).toEqual([400, 'invalid_request', ['Content-Length']]);
  });

  it.each([
    ['PUT', '/api/mail/messages'],
    ['DELETE', '/api/mail/folders'],
    ['POST', '/api/mail/changes'],
    ['PATCH', '/api/me'],
  ])('%s %s: 405', async (method, path) => {
    expect(await asked(method, path)).toEqual([405, 'method_not_allowed', undefined]);
  });

  it('announces a file above 150 MB, of which no byte is read', async () => {
    const url = new URL(`/api/mail/drafts/${things.draft}/attachments?name=a`, system.origin);
    const announced = httpRequest(url, {
      method: 'POST',
      headers: {
        cookie: full.cookies.header(url, () => true),
        'x-csrf': '1',
        'content-type': 'application/octet-stream',
        'content-length': 150 * 1_048_576 + 1,
      },
    });
    announced.flushHeaders();
    const [answer] = (await once(announced, 'response')) as [IncomingMessage];
    announced.destroy();

    expect(answer.statusCode).toBe(413);
  });
});
