import type { RecordedAnswer } from './index.js';
import { CookieJarBrowser } from './testing/browser.js';
import { bodyOf, textOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';
const PIA = 'pia@outlook.example';

describe('a recorded response', () => {
  const running = withSandbox();

  const graphOf = async (
    user: string,
  ): Promise<(method: string, path: string, body?: object) => Promise<{ status: number; text: string }>> => {
    const { sandbox, app } = running();
    const { result } = await app.signIn(user, { scopes: ['User.Read', 'Mail.ReadWrite'] });
    return async (method, path, body) => {
      const url = path.startsWith('https:') ? path : `${sandbox.graphBaseUrl}${path}`;
      const { status, body: text } = await app.https.request(method, url, {
        headers: { authorization: `Bearer ${result.accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status, text };
    };
  };

  it('is sent by the token endpoint as it was recorded, as often as scripted', async () => {
    const { sandbox } = running();
    const body = { error: 'invalid_grant', error_description: 'AADSTS50196: A request loop.', error_codes: [50196] };
    sandbox.control.answerWith({ where: 'token', times: 2, answer: { status: 400, body } });
    const tokens = new TokenRequests(running());
    expect((await tokens.refresh('whatever')).json()).toEqual(body);
    expect((await tokens.refresh('whatever')).json()).toEqual(body);
    expect(bodyOf(await tokens.refresh('whatever'))['error_codes']).toEqual([9002313]);
  });

  it('of the authorize endpoint is sent to this app, with the state of this request', async () => {
    const { sandbox } = running();
    sandbox.control.answerWith({
      where: 'authorize',
      answer: {
        status: 302,
        headers: {
          Location:
            'https://app.contoso.example/auth/callback?error=access_denied&error_description=AADSTS900941%3A+Risky.&state=STATE',
        },
      },
    });
    const state = 'a state & more';
    const { answer, location } = await new CookieJarBrowser().get(new TokenRequests(running()).authorizeUrl({ state }));
    expect(location?.href).toMatch(/^http:\/\/localhost:3000\/auth\/callback\?/);
    expect(answer).toEqual({ error: 'access_denied', error_description: 'AADSTS900941: Risky.', state });
  });

  it('applies to one route and method of Graph, and can apply after the work', async () => {
    const { sandbox } = running();
    const call = await graphOf(ALICE);
    const row: RecordedAnswer = {
      where: 'graph',
      match: { method: 'POST', route: '/me/messages' },
      when: 'after',
      times: 1,
      answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
    };
    sandbox.control.answerWith(row);
    const before = sandbox.control.graph.messages(ALICE, 'drafts').length;
    expect((await call('GET', '/me/messages?$top=1')).status).toBe(200);
    expect(await call('POST', '/me/messages', { subject: 'x' })).toEqual({ status: 502, text: '<h1>Bad Gateway</h1>' });
    expect(sandbox.control.graph.messages(ALICE, 'drafts')).toHaveLength(before + 1);
  });

  it('applies to one part of a batch, with and without headers and body', async () => {
    const { sandbox } = running();
    const call = await graphOf(ALICE);
    const part = (name: string): Readonly<Record<string, string>> => ({
      batch: 'true',
      path: `/me/mailFolders/${name}$`,
    });
    const body = { error: { code: 'ApplicationThrottled', message: 'Over the limit.' } };
    sandbox.control.answerWith({
      where: 'batch',
      match: part('inbox'),
      answer: { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '4' }, body },
    });
    sandbox.control.answerWith({ where: 'batch', match: part('drafts'), answer: { status: 204 } });
    const requests = ['inbox', 'drafts', 'archive'].map((id) => ({ id, method: 'GET', url: `/me/mailFolders/${id}` }));
    const { text } = await call('POST', '/$batch', { requests });
    const { responses } = JSON.parse(text) as { responses: Record<string, unknown>[] };
    expect(responses).toEqual([
      { id: 'inbox', status: 429, headers: { 'Content-Type': 'application/json', 'Retry-After': '4' }, body },
      { id: 'drafts', status: 204 },
      expect.objectContaining({ id: 'archive', status: 200 }),
    ]);
    expect((await call('GET', '/me/mailFolders/inbox')).status).toBe(200);
  });

  it('applies to a delta token, by the query', async () => {
    const { sandbox } = running();
    const call = await graphOf(ALICE);
    const answer = {
      status: 400,
      body: { error: { code: 'generalException', innererror: { code: 'resyncRequired' } } },
    };
    sandbox.control.answerWith({ where: 'graph', match: { query: '*deltatoken*' }, answer });
    const path = '/me/mailFolders/inbox/messages/delta';
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('GET', `${path}?$deltatoken=x`)).text).toContain('resyncRequired');
  });

  it('can be a success with other members', async () => {
    const { sandbox } = running();
    const call = await graphOf(ALICE);
    sandbox.control.addFault({
      point: 'graph',
      match: { route: '/me/messages' },
      action: { kind: 'amend', members: { '/value/0/body': null, '/value/1/id': 'a/b+c' }, remove: ['/value/0/from'] },
    });
    const { text } = await call('GET', '/me/messages?$top=2');
    const { value } = JSON.parse(text) as { value: Record<string, unknown>[] };
    expect(value[0]).toMatchObject({ body: null, subject: expect.any(String) as string });
    expect(value[0]).not.toHaveProperty('from');
    expect(value[1]?.['id']).toBe('a/b+c');
  });

  it('of an upload session names another origin than Graph, and the bytes are sent there without a token', async () => {
    const { sandbox, app } = running();
    const call = await graphOf(ALICE);
    const { id } = JSON.parse((await call('POST', '/me/messages', { subject: 'x' })).text) as { id: string };
    const item = { attachmentType: 'file', name: 'x.bin', size: 2_097_152 };
    const opened = await call('POST', `/me/messages/${encodeURIComponent(id)}/attachments/createUploadSession`, {
      AttachmentItem: item,
    });
    const { uploadUrl } = JSON.parse(opened.text) as { uploadUrl: string };
    expect(uploadUrl.startsWith(`${sandbox.uploadsUrl}/api/gv1.0/users('`)).toBe(true);
    expect(sandbox.uploadsUrl).not.toBe(new URL(sandbox.graphBaseUrl).origin);
    const put = (): Promise<{ status: number }> =>
      app.https.request('PUT', uploadUrl, {
        headers: { 'content-range': `bytes 0-${item.size - 1}/${item.size}` },
        body: 'x'.repeat(item.size),
      });
    sandbox.control.answerWith({
      where: 'upload',
      match: { path: '/AttachmentSessions', method: 'PUT' },
      times: 1,
      answer: { status: 503 },
    });
    expect([(await put()).status, (await put()).status]).toEqual([503, 201]);
  });

  it('can be scripted through the control API as well', async () => {
    const { sandbox } = running();
    const response = await fetch(`${sandbox.pagesUrl}/_sandbox/control/answer-with`, {
      method: 'POST',
      headers: { 'x-sandbox': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ where: 'token', times: 1, answer: { status: 418, headers: { 'x-a': 'b' }, body: 'tea' } }),
    });
    expect(response.status).toBe(200);
    expect(await new TokenRequests(running()).refresh('x')).toMatchObject({ status: 418, body: 'tea' });
  });
});

describe('a refresh for scopes that were not granted', () => {
  const running = withSandbox();

  it.each([
    [PIA, 70000, undefined],
    [ALICE, 65001, 'consent_required'],
  ])('of %s is refused with %i', async (user, number, suberror) => {
    const { app } = running();
    const { result, client } = await app.signIn(user);
    if (result.account === null) {
      throw new Error('no account');
    }
    const silent = client.acquireTokenSilent({ account: result.account, scopes: ['Mail.Send'] });
    await expect(silent).rejects.toMatchObject({
      errorCode: 'invalid_grant',
      errorNo: number,
      subError: suberror ?? '',
    });
    expect(textOf(bodyOf(lastAnswer()), 'error')).toBe('invalid_grant');
  });

  const lastAnswer = (): { status: number; headers: Record<string, string>; body: string; json: () => unknown } => {
    const { answer = '{}' } = running().sandbox.control.requests({ point: 'token' }).at(-1) ?? {};
    return { status: 400, headers: {}, body: answer, json: (): unknown => JSON.parse(answer) };
  };

  it('for an unknown scope is refused with 650053 and 400', async () => {
    const { sandbox, app } = running();
    await app.signIn(ALICE);
    const [signIn] = sandbox.control.requests({ point: 'token' });
    const { refresh_token: token } = JSON.parse(signIn?.answer ?? '{}') as { refresh_token: string };
    const answer = await new TokenRequests(running()).refresh(token, { scope: 'Mail.Teleport offline_access' });
    expect([answer.status, bodyOf(answer)['error'], bodyOf(answer)['error_codes']]).toEqual([
      400,
      'invalid_client',
      [650053],
    ]);
  });
});
