import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';

describe('the control API', () => {
  const running = withSandbox();

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = { 'x-sandbox': '1' },
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${running().sandbox.pagesUrl}/_sandbox/control/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };

  it('has the same effect as the control object in the process', async () => {
    const { control } = running().sandbox;
    await call('POST', 'grant-consent', { user: ALICE, scopes: ['Mail.Send'] });
    expect(control.consents(ALICE)).toEqual(['Mail.Send']);
    await call('POST', 'withdraw-consent', { user: ALICE });
    expect(control.consents(ALICE)).toEqual([]);
    await call('POST', 'set-user-enabled', { user: ALICE, enabled: false });
    expect(control.requireUser(ALICE).isEnabled).toBe(false);
    const added = await call('POST', 'add-fault', {
      point: 'token',
      times: 1,
      action: { kind: 'delay', milliseconds: 5 },
    });
    expect(control.faults()).toEqual([
      {
        id: (added.body as { id: number }).id,
        fault: { point: 'token', times: 1, action: { kind: 'delay', milliseconds: 5, when: 'before' } },
        remaining: 1,
      },
    ]);
    await call('POST', 'configure-app', { displayName: 'Renamed' });
    expect(control.registration.displayName).toBe('Renamed');
    control.configureApp({ displayName: 'Mail' });
    await call('POST', 'reset', {});
    expect(control.faults()).toEqual([]);
    expect(control.requireUser(ALICE).isEnabled).toBe(true);
  });

  it('delivers mail into the local Graph', async () => {
    await call('POST', 'deliver-mail', { user: ALICE, subject: 'A mail from the control API' });
    const { body } = await call('GET', `messages?user=${ALICE}`);
    expect(JSON.stringify(body)).toContain('A mail from the control API');
  });

  it.each([
    'requests',
    'counters',
    'faults',
    'gates',
    'users',
    'tenants',
    'registration',
    'now',
    'graph-requests',
    `consents?user=${ALICE}`,
  ])('reads %s', async (path) => {
    expect((await call('GET', path)).status).toBe(200);
  });

  it('registers apps and groups, and grants a consent to the app that it names', async () => {
    const { control } = running().sandbox;
    const clientId = '66660000-5eed-4000-8000-000000000001';
    const app = await call('POST', 'register-app', { clientId, displayName: 'Other' });
    expect(app).toMatchObject({ status: 200, body: { clientId, displayName: 'Other', redirectUris: [] } });
    expect((await call('POST', 'register-app', { clientId })).status).toBe(400);
    await call('POST', 'grant-consent', { user: ALICE, scopes: ['Mail.Send'], clientId });
    expect(await call('GET', `consents?user=${ALICE}&clientId=${clientId}`)).toMatchObject({ body: ['Mail.Send'] });
    expect(control.consents(ALICE)).toEqual([]);
    await call('POST', 'configure-app', { clientId, displayName: 'Another' });
    expect(control.registrations.find((each) => each.clientId === clientId)?.displayName).toBe('Another');
    const { oid } = control.requireUser(ALICE);
    await call('POST', 'set-group', { id: 'group', displayName: 'A group', members: [oid] });
    expect((await call('GET', 'groups')).body).toContainEqual({ id: 'group', displayName: 'A group', members: [oid] });
    const user = await call('POST', 'add-user', { username: 'frida@contoso.example', displayName: 'Frida Berg' });
    expect(user).toMatchObject({
      status: 200,
      body: { displayName: 'Frida Berg', tid: control.requireUser(ALICE).tid },
    });
    expect(user.body).not.toHaveProperty('password');
  });

  it('waits at a gate that another process opens', async () => {
    const { sandbox, app } = running();
    await call('POST', 'add-fault', { point: 'keys', action: { kind: 'gate', name: 'g' } });
    const keys = app.https.get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);
    expect(await call('GET', 'gates/g/waiting?count=1')).toEqual({ status: 200, body: { waiting: 1 } });
    await call('POST', 'open-gate', { name: 'g' });
    expect((await keys).status).toBe(200);
  });

  it.each([
    ['a user who does not exist', 'grant-consent', { user: 'nobody', scopes: ['Mail.Send'] }],
    ['a fault without a point', 'add-fault', { action: { kind: 'hang' } }],
    ['an action of an unknown kind', 'add-fault', { point: 'token', action: { kind: 'explode' } }],
    ['a member that the registration does not have', 'configure-app', { admin: true }],
    ['a member of another type', 'configure-app', { secrets: 'x' }],
  ])('refuses %s with 400', async (_name, command, body) => {
    expect((await call('POST', command, body)).status).toBe(400);
  });

  it.each([
    ['a program without the header X-Sandbox', {}],
    ['another site', { 'x-sandbox': '1', origin: 'http://attacker.example' }],
    ['a cross-site request', { 'x-sandbox': '1', 'sec-fetch-site': 'cross-site' }],
    ['a page on another port', { 'x-sandbox': '1', origin: 'http://127.0.0.1:1' }],
  ])('refuses %s', async (_name, headers) => {
    expect((await call('POST', 'reset', {}, headers)).status).toBe(403);
  });

  const press = (form: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${running().sandbox.pagesUrl}/_sandbox/press/${form}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });

  it('serves a page whose forms change the same settings, and accepts forms from that page only', async () => {
    const { sandbox } = running();
    const page = await (await fetch(`${sandbox.pagesUrl}/_sandbox`)).text();
    expect(page).toContain('action="/_sandbox/press/require-mfa"');
    const pressed = await press('grant-consent', `user=${ALICE}&scopes=Mail.Send+Mail.Read`, {
      origin: sandbox.pagesUrl,
    });
    expect(pressed.status).toBe(303);
    expect(sandbox.control.consents(ALICE)).toEqual(['Mail.Send', 'Mail.Read']);
    const foreign = await press('reset', '', { origin: 'http://attacker.example' });
    expect(foreign.status).toBe(403);
    expect(sandbox.control.consents(ALICE)).toHaveLength(2);
  });
});
