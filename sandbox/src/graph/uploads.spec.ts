import { errorOf, GraphFixture, textOf, valueOf, type Answer } from './testing/graph-fixture.js';

const MEGABYTE = 1024 * 1024;

/** Different bytes for each chunk, so that a mix-up is noticed. */
function chunkOf(index: number, length: number): Buffer {
  return Buffer.alloc(length, `chunk-${index}-`);
}

describe('attachments and upload sessions', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  const draft = async (): Promise<string> => {
    const answer = await graph.post(
      '/me/messages',
      { subject: 'With files' },
      { headers: { prefer: 'IdType="ImmutableId"' } },
    );
    return `/me/messages/${textOf(answer.json['id'])}`;
  };

  const open = async (path: string, size: number, name = 'large.bin'): Promise<string> => {
    const answer = await graph.post(`${path}/attachments/createUploadSession`, {
      AttachmentItem: { attachmentType: 'file', name, size, contentType: 'application/zip' },
    });
    expect([answer.status, answer.json['nextExpectedRanges']]).toEqual([201, ['0-']]);
    return textOf(answer.json['uploadUrl']);
  };

  const put = (
    url: string,
    bytes: Buffer,
    start: number,
    total: number,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    graph.call('PUT', url, {
      token: '',
      body: bytes,
      headers: {
        'content-range': `bytes ${start}-${start + bytes.length - 1}/${total}`,
        'content-type': 'application/octet-stream',
        ...headers,
      },
    });

  it('adds a small file and removes it', async () => {
    const path = await draft();
    const added = await graph.post(`${path}/attachments`, {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'small.txt',
      contentBytes: Buffer.from('small').toString('base64'),
    });
    expect([added.status, added.json]).toEqual([
      201,
      expect.objectContaining({
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: 'small.txt',
        size: 5,
        contentBytes: 'c21hbGw=',
      }),
    ]);
    expect((await graph.get(path)).json['hasAttachments']).toBe(true);
    expect((await graph.call('DELETE', `${path}/attachments/${textOf(added.json['id'])}`)).status).toBe(204);
    expect(valueOf(await graph.get(`${path}/attachments`))).toEqual([]);
  });

  it('accepts ranges in order and ends with 201 and the location of the attachment', async () => {
    const path = await draft();
    const total = 9 * MEGABYTE + 17;
    const url = await open(path, total);
    const first = await put(url, chunkOf(0, 4 * MEGABYTE), 0, total);
    expect([first.status, first.json['nextExpectedRanges']]).toEqual([200, [String(4 * MEGABYTE)]]);
    await put(url, chunkOf(1, 4 * MEGABYTE), 4 * MEGABYTE, total);
    const last = await put(url, chunkOf(2, MEGABYTE + 17), 8 * MEGABYTE, total);
    expect([last.status, last.text]).toEqual([201, '']);
    const [, id = ''] = /Attachments\('([^']+)'\)$/.exec(last.headers['location'] ?? '') ?? [];
    const bytes = await graph.get(`${path}/attachments/${encodeURIComponent(id)}/$value`);
    expect(bytes.headers['content-type']).toBe('application/zip');
    expect(
      bytes.bytes.equals(
        Buffer.concat([chunkOf(0, 4 * MEGABYTE), chunkOf(1, 4 * MEGABYTE), chunkOf(2, MEGABYTE + 17)]),
      ),
    ).toBe(true);
    const whole = await graph.get(`${path}/attachments/${encodeURIComponent(id)}`);
    expect(Buffer.from(textOf(whole.json['contentBytes']), 'base64').equals(bytes.bytes)).toBe(true);
    expect((await put(url, chunkOf(0, 1), 0, total)).status).toBe(404);
  });

  it('survives a chunk that fails', async () => {
    const path = await draft();
    const total = 6 * MEGABYTE;
    const url = await open(path, total);
    await put(url, chunkOf(0, 3 * MEGABYTE), 0, total);
    graph.faults.scripted.push(
      {
        point: 'graph',
        match: { method: 'PUT' },
        action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' },
      },
      { point: 'graph', match: { method: 'PUT' }, action: { kind: 'reset', when: 'before' } },
    );
    expect((await put(url, chunkOf(1, 3 * MEGABYTE), 3 * MEGABYTE, total)).status).toBe(503);
    await expect(put(url, chunkOf(1, 3 * MEGABYTE), 3 * MEGABYTE, total)).rejects.toThrow();
    const state = await graph.call('GET', url, { token: '' });
    expect([state.status, errorOf(state).code]).toEqual([405, 'ErrorInvalidRequest']);
    expect((await put(url, chunkOf(1, 3 * MEGABYTE), 3 * MEGABYTE, total)).status).toBe(201);
  });

  it('refuses a range out of order, a wrong size, too much at once and an Authorization header', async () => {
    const path = await draft();
    const total = 8 * MEGABYTE;
    const url = await open(path, total);
    expect((await put(url, chunkOf(1, 1000), 1000, total)).status).toBe(416);
    expect((await put(url, chunkOf(0, 1000), 0, total + 1)).status).toBe(400);
    expect((await put(url, chunkOf(0, 1000), 0, total, { 'content-range': 'bytes 0-5/x' })).status).toBe(400);
    expect((await put(url, chunkOf(0, 4 * MEGABYTE + 1), 0, total)).status).toBe(413);
    const withToken = await put(url, chunkOf(0, 1000), 0, total, {
      authorization: 'Bearer alice@contoso.com|Mail.ReadWrite',
    });
    expect([withToken.status, errorOf(withToken).code]).toEqual([401, 'InvalidAuthenticationToken']);
    expect((await put(url.replace(/authtoken=.*/, 'authtoken=x'), chunkOf(0, 1000), 0, total)).status).toBe(401);
    expect((await graph.call('DELETE', url, { token: '' })).status).toBe(204);
    expect((await put(url, chunkOf(0, 1000), 0, total)).status).toBe(404);
  });

  it('reports its position when this Graph is configured to', async () => {
    graph.control.setConditions({ uploadStateIsTold: true });
    const total = 6 * MEGABYTE;
    const url = await open(await draft(), total);
    await put(url, chunkOf(0, 3 * MEGABYTE), 0, total);
    const state = await graph.call('GET', url, { token: '' });
    expect(state.json['nextExpectedRanges']).toEqual([String(3 * MEGABYTE)]);
    graph.control.reset();
  });

  it('does not find a session that was just created, as often as configured', async () => {
    graph.control.setConditions({ lateUploadSessions: 1 });
    const total = 3 * MEGABYTE;
    const url = await open(await draft(), total);
    const answers = [await put(url, chunkOf(0, total), 0, total), await put(url, chunkOf(0, total), 0, total)];
    expect(answers.map(({ status }) => status)).toEqual([404, 201]);
    graph.control.reset();
  });

  it('accepts sessions from 2 MB on, and files up to 150 MB', async () => {
    const path = await draft();
    const code = async (size: number): Promise<string> =>
      errorOf(
        await graph.post(`${path}/attachments/createUploadSession`, {
          attachmentItem: { attachmentType: 'file', name: 'x', size },
        }),
      ).code;
    await open(await draft(), 2 * MEGABYTE);
    expect(await code(2 * MEGABYTE - 1)).toBe('ErrorAttachmentSizeShouldNotBeLessThanMinimumSize');
    expect(await code(151 * MEGABYTE)).toBe('ErrorAttachmentSizeLimitExceeded');
  });

  it('refuses a range of an expired session', async () => {
    const url = await open(await draft(), 4 * MEGABYTE);
    graph.now += 2 * 60 * 60 * 1000;
    expect((await put(url, chunkOf(0, 1000), 0, 4 * MEGABYTE)).status).toBe(410);
  });

  it('serves uploads outside of the version, as Outlook does', async () => {
    const separate = new GraphFixture({ hasSeparateUploads: true });
    const made = await separate.post('/me/messages', { subject: 'x' });
    const session = await separate.post(`/me/messages/${textOf(made.json['id'])}/attachments/createUploadSession`, {
      AttachmentItem: { attachmentType: 'file', name: 'x', size: 4 * MEGABYTE },
    });
    const url = textOf(session.json['uploadUrl']);
    expect(url).toMatch(
      /^https:\/\/graph\.test\/api\/v2\.0\/users\('[^']+@[^']+'\)\/messages\('[^']+'\)\/AttachmentSessions\('[^']+'\)\?authtoken=/,
    );
    const answer = await separate.call('PUT', url, {
      token: '',
      body: chunkOf(0, 4 * MEGABYTE),
      headers: { 'content-range': `bytes 0-${4 * MEGABYTE - 1}/${4 * MEGABYTE}` },
    });
    expect(answer.status).toBe(201);
    await separate.app.close();
  });

  it('shares the bytes of a sent file between the mailboxes, and streams its source', async () => {
    const path = await draft();
    const total = 12 * MEGABYTE;
    const url = await open(path, total);
    for (const index of [0, 1, 2]) {
      await put(url, chunkOf(index, 4 * MEGABYTE), index * 4 * MEGABYTE, total);
    }
    await graph.call('PATCH', path, { body: { toRecipients: [{ emailAddress: { address: 'bob@contoso.com' } }] } });
    const before = process.memoryUsage().arrayBuffers;
    expect((await graph.post(`${path}/send`, undefined)).status).toBe(202);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MEGABYTE);
    const source = await graph.get(`${path}/$value`);
    expect(source.text.length).toBeGreaterThan(16 * MEGABYTE);
  });
});
