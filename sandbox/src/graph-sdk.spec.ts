import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  FileUpload,
  GraphError,
  LargeFileUploadTask,
  PageIterator,
  type PageCollection,
} from '@microsoft/microsoft-graph-client';
import { Agent, fetch as fetchBy } from 'undici';
import { withSandbox } from './testing/with-sandbox.js';

const alice = 'alice@contoso.example';

/** Microsoft's own unmodified client, with a `fetch` that trusts the sandbox's CA. Where the two disagree, the sandbox is wrong. */
describe('the Graph SDK for JavaScript', () => {
  const running = withSandbox();
  const original = globalThis.fetch;
  let agent: Agent;
  let client: Client;

  beforeEach(async () => {
    const { sandbox, app } = running();
    agent = new Agent({ connect: { ca: sandbox.caPem } });
    globalThis.fetch = ((input: string, init?: object) =>
      fetchBy(input, { ...init, dispatcher: agent })) as unknown as typeof fetch;
    const scopes = ['User.Read', 'Mail.ReadWrite', 'Mail.Send'];
    const { result } = await app.signIn(alice, { scopes });
    client = Client.init({
      baseUrl: sandbox.graphBaseUrl.replace(/\/v1\.0$/, '/'),
      customHosts: new Set([new URL(sandbox.graphBaseUrl).hostname]),
      authProvider: (done) => {
        done(null, result.accessToken);
      },
    });
  });

  afterEach(async () => {
    globalThis.fetch = original;
    await agent.destroy();
  });

  const failure = async (request: Promise<unknown>): Promise<GraphError> => {
    const error: unknown = await request.catch((reason: unknown) => reason);
    if (!(error instanceof GraphError)) {
      throw new TypeError(`no GraphError: ${String(error)}`);
    }
    return error;
  };

  const draft = async (): Promise<string> => {
    const made = (await client.api('/me/messages').post({ subject: 'With a file' })) as { id: string };
    return made.id;
  };

  it('reads a user, a list with options, a photo and a source', async () => {
    const me = (await client.api('/me').select('displayName').get()) as Record<string, unknown>;
    const page = (await client
      .api('/me/mailFolders/inbox/messages')
      .header('Prefer', 'IdType="ImmutableId"')
      .select(['id', 'subject'])
      .filter('isRead eq false')
      .top(3)
      .count(true)
      .get()) as PageCollection & { readonly '@odata.count': number };
    const photo = (await client.api('/me/photo/$value').get()) as Blob;
    const [first] = page.value as { id: string }[];
    const source = (await client.api(`/me/messages/${first?.id ?? ''}/$value`).get()) as unknown;

    expect(me['displayName']).toContain('Alice');
    expect([page.value.length, page['@odata.count'] >= 3]).toEqual([3, true]);
    expect(photo.type).toMatch(/^image\//);
    expect(source).toBeDefined();
  });

  it('iterates over all pages of a list, and to the delta link of changes', async () => {
    const ids = new Set<string>();
    const collect = (item: { id: string }): boolean => ids.size < ids.add(item.id).size;
    const first = (await client.api('/me/messages').select('id').top(7).get()) as PageCollection;
    const iterator = new PageIterator(client, first, collect);
    await iterator.iterate();
    const { '@odata.count': total } = (await client.api('/me/messages').top(1).count(true).get()) as PageCollection;
    expect([iterator.isComplete(), ids.size]).toEqual([true, total]);

    ids.clear();
    const path = '/me/mailFolders/inbox/messages/delta';
    const changes = new PageIterator(client, (await client.api(path).select('id').get()) as PageCollection, collect);
    await changes.iterate();
    const link = changes.getDeltaLink() ?? '';
    running().sandbox.control.graph.deliver(alice, { subject: 'New' });
    const after = (await client.api(link).get()) as PageCollection;
    expect(ids.size).toBeGreaterThan(10);
    expect(after.value).toHaveLength(1);
  });

  it('makes batches with dependencies, and reads the result of each part', async () => {
    // The SDK does not change the path, and the batch determines the version.
    const base = 'https://graph.microsoft.com';
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ subject: 'From a batch' });
    const content = new BatchRequestContent([
      { id: '1', request: new Request(`${base}/me/messages`, { method: 'POST', headers, body }) },
      { id: '2', request: new Request(`${base}/me?$select=id`, { method: 'GET' }), dependsOn: ['1'] },
      { id: '3', request: new Request(`${base}/me/messages/${'A'.repeat(40)}`, { method: 'GET' }), dependsOn: ['1'] },
    ]);

    const answer = new BatchResponseContent(
      (await client.api('/$batch').post(await content.getContent())) as ConstructorParameters<
        typeof BatchResponseContent
      >[0],
    );

    const statuses = ['1', '2', '3'].map((id) => answer.getResponseById(id).status);
    expect(statuses).toEqual([201, 200, 400]);
    expect(await answer.getResponseById('1').json()).toMatchObject({ subject: 'From a batch' });
    expect(await answer.getResponseById('3').json()).toMatchObject({ error: { code: 'ErrorInvalidIdMalformed' } });
  });

  it('uploads a large file in ranges, and cancels an upload', async () => {
    const id = await draft();
    const size = 5_000_000;
    const progress: number[] = [];
    const session = (): ReturnType<typeof LargeFileUploadTask.createUploadSession> =>
      LargeFileUploadTask.createUploadSession(client, `/me/messages/${id}/attachments/createUploadSession`, {
        AttachmentItem: { attachmentType: 'file', name: 'large.bin', size },
      });
    const file = new FileUpload(new Uint8Array(size).buffer, 'large.bin', size);
    const task = new LargeFileUploadTask(client, file, await session(), {
      rangeSize: 6 * 327_680,
      uploadEventHandlers: { progress: (range) => range && progress.push(range.maxValue) },
    });

    const { location } = await task.upload();
    const given = new LargeFileUploadTask(client, file, await session());
    await given.cancel();

    expect(progress).toEqual([1_966_079, 3_932_159, 4_999_999]);
    expect(location).toContain('/Attachments(');
    const { value } = (await client.api(`/me/messages/${id}/attachments`).select('name,size').get()) as PageCollection;
    expect(value).toEqual([expect.objectContaining({ name: 'large.bin', size })]);
  });

  it('sends, changes, moves and deletes', async () => {
    const body = { contentType: 'text', content: 'x' };
    const toRecipients = [{ emailAddress: { address: alice } }];
    await client.api('/me/sendMail').post({ message: { subject: 'Sent by the SDK', body, toRecipients } });
    const sent = (await client.api('/me/mailFolders/sentitems/messages').top(1).get()) as PageCollection;
    const id = await draft();
    const changed = (await client.api(`/me/messages/${id}`).patch({ importance: 'high' })) as { importance: string };
    const moved = (await client.api(`/me/messages/${id}/move`).post({ destinationId: 'archive' })) as { id: string };
    const deleted = (await client.api(`/me/messages/${moved.id}`).delete()) as unknown;

    expect(sent.value).toEqual([expect.objectContaining({ subject: 'Sent by the SDK' })]);
    expect([changed.importance, deleted]).toEqual(['high', undefined]);
  });

  it('reports an error with code, request id and time', async () => {
    const missing = await failure(client.api(`/me/messages/${'A'.repeat(40)}`).get());
    const refused = await failure(client.api('/me/mailFolders/inbox/messages').filter('nonsense').get());

    expect([missing.statusCode, missing.code]).toEqual([400, 'ErrorInvalidIdMalformed']);
    expect(missing.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(missing.date.getTime()).not.toBeNaN();
    expect(missing.headers?.get('request-id')).toBe(missing.requestId);
    expect([refused.statusCode, typeof refused.code]).toEqual([400, 'string']);
  });

  it('waits for the stated time when it is throttled, and retries', async () => {
    const { control } = running().sandbox;
    control.addFault({
      point: 'graph',
      times: 1,
      action: { kind: 'graph_error', status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '1' } },
    });

    await expect(client.api('/me').select('id').get()).resolves.toHaveProperty('id');
    expect(control.requests({ point: 'graph' }).map(({ status }) => status)).toEqual([429, 200]);
  });
});
