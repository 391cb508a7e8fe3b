import type { Fault } from '../../sandbox/src/model.js';
import { Problem } from '../../src/common/index.js';
import { KeyValueStore } from '../../src/redis/index.js';
import { eventually } from '../support/eventually.js';
import { mailRoutes, newThings, request, type MailRoute, type MailThings } from '../support/mail-routes.js';
import { ApiDocument, type SeenAnswer } from '../support/open-api.js';
import type { UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';
const all = [
  'User.Read',
  'Mail.Read',
  'Mail.Send',
  'Mail.ReadWrite',
  'MailboxSettings.ReadWrite',
  'People.Read',
  'User.ReadBasic.All',
  'Calendars.ReadWrite',
];
const rows = mailRoutes.map((route) => [route.id, route] as const);
const named: MailThings = {
  message: 'message',
  draft: 'draft',
  conversation: 'conversation',
  attachment: 'file',
  draftAttachment: 'file',
  folder: 'folder',
  invitation: 'message',
  newsletter: 'message',
  waitingDraft: 'draft',
};
/** A draft is discarded by a move into Deleted Items. */
function graphMethodOf({ id, method }: MailRoute): string {
  return id === 'deleteDraft' ? 'POST' : method;
}

const draftRows = rows.filter(([, { path }]) => path(named).startsWith('/api/mail/drafts/draft'));
const absent = 'AAMkADAwNothingHere=';

interface ProblemBody {
  readonly code: string;
  readonly traceId: string;
  readonly loginUrl?: string;
  readonly permissions?: string[];
  readonly interactionUrl?: string | null;
  readonly errors?: { path: string }[];
}

function graphError(status: number, code: string, headers: Record<string, string> = {}): Fault['action'] {
  return { kind: 'graph_error', status, code, headers };
}

/** Graph's behaviour, and the browser's response. Waits are long, so that a GET is not retried. */
const failures: readonly (readonly [Fault['action'], number, string])[] = [
  [graphError(403, 'ErrorAccessDenied'), 403, 'forbidden'],
  [graphError(404, 'MailboxNotEnabledForRESTAPI'), 409, 'mailbox_unavailable'],
  [graphError(429, 'ApplicationThrottled', { 'retry-after': '17' }), 429, 'throttled'],
  [graphError(500, 'InternalServerError'), 502, 'graph_error'],
  [graphError(503, 'ServiceUnavailable', { 'retry-after': '17' }), 503, 'graph_unavailable'],
  [graphError(504, 'GatewayTimeout', { 'retry-after': '17' }), 504, 'graph_timeout'],
  [{ kind: 'reset', when: 'before' }, 503, 'graph_unavailable'],
  [{ kind: 'respond', status: 502, body: '<h1>Bad Gateway</h1>' }, 502, 'graph_error'],
];

describe('failures of the mail API', () => {
  const document = new ApiDocument();
  let system: TestSystem;
  let full: UserAgent;
  let bare: UserAgent;
  let things: MailThings;

  beforeAll(async () => {
    system = await TestSystem.start({ ENTRA_INITIAL_PERMISSIONS: 'profile.read' });
    system.sandbox.control.grantConsent(alice, all);
    full = await system.signedIn(alice);
    bare = await system.signedIn(bilal);
    things = await newThings(system, full, alice);
  }, 20_000);

  afterEach(() => {
    const { control } = system.sandbox;
    control.clearFaults();
    control.graph.setMailboxEnabled(alice, true);
  });

  afterAll(() => system.close());

  function problemOf(id: string, answer: SeenAnswer): ProblemBody {
    expect(document.complaints(id, answer)).toEqual([]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return JSON.parse(answer.text) as ProblemBody;
  }

  async function refused(
    route: MailRoute,
    browser: UserAgent,
    headers?: Record<string, string | undefined>,
  ): Promise<ProblemBody & { status: number }> {
    const answer = await request(browser, route, things, headers);
    return { status: answer.status, ...problemOf(route.id, answer) };
  }

  const find = (id: string): MailRoute => mailRoutes.find((route) => route.id === id) ?? never();

  it.each(rows)('%s: nobody is signed in', async (_, route) => {
    const problem = await refused(route, system.browser());

    expect(problem).toMatchObject({ status: 401, code: 'login_required', loginUrl: '/auth/login' });
  });

  it.each(rows)('%s: without the header of the page', async (_, route) => {
    expect(await refused(route, full, { 'x-csrf': undefined })).toMatchObject({ status: 403, code: 'csrf_rejected' });
  });

  it.each(rows.filter(([, { needs }]) => !needs.includes('profile.read')))(
    '%s: the user has not granted what it needs, and gets the way to do so',
    async (_, route) => {
      const problem = await refused(route, bare);

      expect(problem).toMatchObject({ status: 403, code: 'consent_required' });
      expect(problem.permissions?.every((permission) => route.needs.includes(permission))).toBe(true);
      expect(problem.interactionUrl).toMatch(/^\/auth\/interactions\/[\w.-]+$/);
    },
  );

  it.each([
    ...rows.map(([id, route]) => [id, route, undefined] as const),
    // Besides the check whether it is a draft.
    ...draftRows.map(([id, route]) => [id, route, { method: graphMethodOf(route) }] as const),
  ])('%s: every failure of Graph has its own problem', async (_, route, match) => {
    const fresh = match === undefined ? things : await newThings(system, full, alice);
    const answers = [];
    for (const [action] of failures) {
      const id = system.sandbox.control.addFault({ point: 'graph', action, ...(match && { match }) });
      const answer = await request(full, route, fresh);
      system.sandbox.control.removeFault(id);
      answers.push([answer.status, problemOf(route.id, answer).code, answer.headers.get('retry-after') !== null]);
    }

    const mayWait = new Set(['throttled', 'graph_unavailable']);
    const expected = failures.map(([, status, code]) => [status, code, mayWait.has(code)]);
    expect(answers).toEqual(/^get\w+Photo$/.test(route.id) ? expected.with(1, [404, 'not_found', false]) : expected);
  });

  it.each(rows.filter(([, { path }]) => /\/(?:message|draft)(?:$|[/?])/.test(path(named))))(
    '%s: of a resource that does not exist',
    async (_, route) => {
      const answer = await request(full, route, {
        message: absent,
        draft: absent,
        conversation: absent,
        attachment: absent,
        draftAttachment: absent,
        folder: absent,
        invitation: absent,
        newsletter: absent,
        waitingDraft: absent,
      });

      expect([answer.status, problemOf(route.id, answer).code]).toEqual([404, 'not_found']);
    },
  );

  it.each(draftRows)('%s: of a message that is not a draft, and is unchanged', async (_, route) => {
    const { message, attachment } = things;
    const before = await full.xhr('GET', `/api/mail/messages/${message}`);

    const answer = await request(full, route, {
      ...things,
      draft: message,
      waitingDraft: message,
      draftAttachment: attachment,
    });

    const after = await full.xhr('GET', `/api/mail/messages/${message}`);
    expect([answer.status, problemOf(route.id, answer).code]).toEqual([404, 'not_found']);
    expect(after.text).toBe(before.text);
  });

  it.each(rows.filter(([, { body }]) => body !== undefined && !(body instanceof Uint8Array)))(
    '%s: of a body with an unknown member',
    async (_, route) => {
      const problem = await refused({ ...route, body: { ...route.body, surprise: 1 } }, full);

      expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(problem.errors).toHaveLength(1);
    },
  );

  it.each(rows.filter(([, { needs }]) => needs.includes('mail.read')))(
    '%s: of a mailbox that does not exist',
    async (_, route) => {
      system.sandbox.control.graph.setMailboxEnabled(alice, false);

      expect(await refused(route, full)).toMatchObject({ status: 409, code: 'mailbox_unavailable' });
    },
  );

  it.each(rows)('%s: while the store is unavailable', async (_, route) => {
    const store = system.app.get(KeyValueStore);
    const { readMany } = store;
    store.readMany = () => Promise.reject(Problem.unavailable('session_store_unavailable'));

    const answer = await request(full, route, things);
    store.readMany = readMany;

    expect([answer.status, problemOf(route.id, answer).code]).toEqual([503, 'session_store_unavailable']);
    expect([answer.headers.get('retry-after'), answer.headers.getSetCookie()]).toEqual(['5', []]);
  });

  it('requires loading the folder again when the changes are no longer available', async () => {
    const { cursor } = JSON.parse((await request(full, find('listChanges'), things)).text) as { cursor: string };
    system.sandbox.control.graph.expireSyncState(alice);

    const problem = await refused({ ...find('listChanges'), path: () => `/api/mail/changes?cursor=${cursor}` }, full);

    expect(problem).toMatchObject({ status: 410, code: 'resync_required' });
  });

  it('aborts a silent call of Graph within its limit, and repeats nothing that may have been sent', async () => {
    const sentBefore = sent();
    const key = { 'idempotency-key': 'silence' };
    system.sandbox.control.addFault({ point: 'graph', action: { kind: 'gate', name: 'silence', when: 'after' } });
    const silent = ['listMessages', 'downloadAttachment', 'updateMessage'].map(
      (id) => [id, request(full, find(id), things)] as const,
    );
    const start = performance.now();

    const lost = await refused(find('sendMail'), full, key);
    const answers = await Promise.all(silent.map(async ([id, answer]) => problemOf(id, await answer)));
    const tookMs = performance.now() - start;
    system.sandbox.control.clearFaults();
    system.sandbox.control.gate('silence').open();
    const again = await refused(find('sendMail'), full, key);

    expect([lost, again]).toEqual(Array(2).fill(expect.objectContaining({ status: 504, code: 'graph_timeout' })));
    expect(answers.map(({ code }) => code)).toEqual(Array(3).fill('graph_timeout'));
    // Graph would be silent forever.
    expect(tookMs).toBeLessThan(60_000);
    expect(sent()).toBe(sentBefore + 1);
  });

  it('relays the Retry-After of Graph', async () => {
    system.sandbox.control.addFault({ point: 'graph', action: failures[2]?.[0] ?? never() });

    const { headers } = await request(full, find('listMessages'), things);

    expect(headers.get('retry-after')).toBe('17');
  });

  it('requires the user again when Graph requires what only they can give', async () => {
    const browser = await system.signedIn(alice);
    system.sandbox.control.revokeAccessTokens(alice, 'step_up');

    const problem = await refused(find('listMessages'), browser);

    expect(problem).toMatchObject({ status: 403, code: 'step_up_required' });
    expect(problem.interactionUrl).toMatch(/^\/auth\/interactions\//);
    await system.walk(browser, await browser.navigate(`${String(problem.interactionUrl)}?returnTo=/`), alice);
    const after = await request(browser, find('listMessages'), things);
    expect(after.status).toBe(200);
    full = browser;
  });

  it('requires an administrator when Entra does', async () => {
    system.sandbox.control.addFault({
      point: 'token',
      match: { grant_type: 'refresh_token', user: bilal },
      times: 1,
      action: { kind: 'oauth_error', error: 'invalid_grant', code: 90094 },
    });

    const problem = await refused(find('createDraft'), await system.signedIn(bilal));

    expect(problem).toMatchObject({ status: 403, code: 'admin_consent_required', permissions: ['mail.write'] });
    expect(problem.interactionUrl).toMatch(/^\/auth\/interactions\//);
  });

  it('waits for Entra to be available again when it cannot get a token', async () => {
    const browser = await system.signedIn(bilal);
    system.sandbox.control.grantConsent(bilal, ['Mail.ReadWrite']);
    const id = system.sandbox.control.addFault({ point: 'token', action: { kind: 'reset', when: 'before' } });

    const problem = await refused(find('createDraft'), browser);
    system.sandbox.control.removeFault(id);

    expect(problem).toMatchObject({ status: 503, code: 'identity_provider_unavailable' });
    await eventually(async () => {
      expect((await request(browser, find('createDraft'), things)).status).toBe(201);
    }, 10_000);
  });

  it('reports that sending is in progress when the same request arrives twice at once', async () => {
    const key = { 'idempotency-key': 'twice-at-once' };
    system.sandbox.control.addFault({ point: 'graph', times: 1, action: { kind: 'gate', name: 'send' } });
    const first = request(full, find('sendMail'), things, key);
    await system.sandbox.control.gate('send').waiting(1);

    const second = await refused(find('sendMail'), full, key);
    system.sandbox.control.gate('send').open();

    expect(second).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect((await first).status).toBe(202);
  });

  it('does not repeat what may have been sent, and returns the same response', async () => {
    const key = { 'idempotency-key': 'lost-answer' };
    const sentBefore = sent();
    system.sandbox.control.addFault({ point: 'graph', times: 1, action: { kind: 'reset', when: 'after' } });

    const answers = [await refused(find('sendMail'), full, key), await refused(find('sendMail'), full, key)];

    expect(answers.map(({ code }) => code)).toEqual(Array(2).fill('graph_unavailable'));
    expect(sent()).toBe(sentBefore + 1);
  });

  it('treats a draft that was sent once as sent, and its key as no other’s', async () => {
    const { draft } = await newThings(system, full, alice);
    const other = await newThings(system, full, alice);
    const key = { 'idempotency-key': 'a-draft' };
    const send = (id: string): Promise<SeenAnswer> => request(full, find('sendDraft'), { ...things, draft: id }, key);

    expect([(await send(draft)).status, (await send(draft)).status]).toEqual([202, 202]);
    expect(await send(other.draft)).toMatchObject({ status: 422 });
  });

  const sent = (): number => system.sandbox.control.graph.messages(alice, 'sentitems').length;
});

function never(): never {
  throw new RangeError('no such thing');
}
