import { EventBus } from '../../src/redis/index.js';
import { folderProgressChannel, type FolderProgress } from '../../src/mail/folders/folder-progress.js';
import type { MailFolder, MailFolderPage, MessageSummary } from '../../src/mail/model/message.schema.js';
import { eventually } from '../support/eventually.js';
import { MailFixture } from '../support/mail-fixture.js';
import { FixtureMailbox, type ProblemAnswer } from '../support/fixture-mailbox.js';

const alice = 'alice@contoso.example';

describe('the folders of a mailbox', () => {
  let fixture: MailFixture;
  let mailbox: FixtureMailbox;

  beforeAll(async () => {
    fixture = await MailFixture.start();
    mailbox = new FixtureMailbox(fixture);
  });

  afterEach(() => {
    fixture.faults.scripted.length = 0;
  });

  afterAll(() => fixture.close());

  const folders = async (query = ''): Promise<readonly MailFolder[]> =>
    (await fixture.json<MailFolderPage>('GET', `/api/mail/folders?${query}`)).body.items;

  const make = async (name: string, parentId?: string): Promise<MailFolder> => {
    const made = await fixture.json<MailFolder>('POST', '/api/mail/folders', {
      name,
      ...(parentId ? { parentId } : {}),
    });
    expect(made.status).toBe(201);
    return made.body;
  };

  it('are a level by default, and a tree to the requested depth', async () => {
    const flat = await folders();
    const two = (await folders('depth=2')).find(({ name }) => name === 'Projects');
    const three = (await folders('depth=3')).find(({ name }) => name === 'Projects');
    const below = await folders(`parent=${two?.id ?? ''}`);

    expect(flat.every((folder) => !('children' in folder))).toBe(true);
    expect(flat.find(({ name }) => name === 'Inbox')?.wellKnownName).toBe('inbox');
    expect(flat.find(({ name }) => name === 'Conversation History')?.wellKnownName).toBe('conversationhistory');
    expect(two?.children?.map(({ name }) => name)).toEqual(['Aurora', 'Borealis']);
    expect(two?.children?.[0]).not.toHaveProperty('children');
    expect(three?.children?.[0]?.children?.map(({ name }) => name)).toEqual(['Design']);
    expect(below.map(({ name, parentId }) => [name, parentId])).toEqual([
      ['Aurora', two?.id],
      ['Borealis', two?.id],
    ]);
  });

  const fails = (match: Readonly<Record<string, string>>, status: number, times = 1): void => {
    for (let index = 0; index < times; index++) {
      fixture.faults.scripted.push({
        point: 'graph',
        match,
        action: { kind: 'graph_error', status, code: 'x', headers: { 'retry-after': '30' } },
      });
    }
  };
  const names = (items: readonly MailFolder[] | undefined): string[] => (items ?? []).map(({ name }) => name);

  it.each([429, 503, 500])('are a tree although a part of the batch is answered %d', async (status) => {
    const projects = (await folders()).find(({ name }) => name === 'Projects');
    fails({ path: `/me/mailFolders/${encodeURIComponent(projects?.id ?? '')}/childFolders` }, status);

    const tree = await folders('depth=20');

    expect(fixture.faults.scripted).toEqual([]);
    expect(names(tree.find(({ name }) => name === 'Projects')?.children)).toEqual(['Aurora', 'Borealis']);
  });

  it.each([
    ['is refused', { kind: 'graph_error', status: 503, code: 'x', headers: { 'retry-after': '30' } }],
    [
      'answers nothing',
      { kind: 'respond', status: 200, headers: { 'content-type': 'application/json' }, body: '{"responses":[]}' },
    ],
    ['is no batch', { kind: 'respond', status: 200, body: '<html>' }],
  ] as const)('are a tree although the batch %s', async (_, action) => {
    await folders();
    fixture.faults.scripted.push({ point: 'graph', match: { path: '/$batch' }, action });

    const tree = await folders('depth=2');

    expect(fixture.faults.scripted).toEqual([]);
    expect(names(tree.find(({ name }) => name === 'Projects')?.children)).toEqual(['Aurora', 'Borealis']);
  });

  it('are all listed although one cannot be read', async () => {
    const all = await folders();
    const projects = all.find(({ name }) => name === 'Projects');
    fails({ path: `/me/mailFolders/${encodeURIComponent(projects?.id ?? '')}/childFolders` }, 503, 2);

    const tree = await folders('depth=20');

    expect(fixture.faults.scripted).toEqual([]);
    expect(names(tree)).toEqual(names(all));
    expect(tree.find(({ name }) => name === 'Projects')).toMatchObject({ childFolderCount: 2, children: [] });
  });

  it('have their names as soon as a mailbox that was partly created is complete', async () => {
    const carla = { 'x-user': 'carla' };
    const wellKnown = async (): Promise<(string | null)[]> =>
      (await fixture.json<MailFolderPage>('GET', '/api/mail/folders', undefined, carla)).body.items.map(
        ({ wellKnownName }) => wellKnownName,
      );
    fixture.graph.control?.setMailbox('carla@contoso.example', { folders: 'inbox-only' });
    const half = await wellKnown();
    fixture.graph.control?.clearMailbox('carla@contoso.example');
    const whole = await wellKnown();

    expect(half.filter((name) => name !== null)).toEqual(['inbox']);
    expect(whole).toEqual(expect.arrayContaining(['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail']));
  });

  it.each(['depth=0', 'depth=21', 'depth=x', 'depth=1.5'])('are not listed with %s', async (query) => {
    expect((await fixture.json('GET', `/api/mail/folders?${query}`)).status).toBe(400);
  });

  it('are created, renamed, moved, and deleted into Deleted Items', async () => {
    const parent = await make('Parent');
    const child = await make('  Child ', parent.id);
    expect([child.name, child.parentId, child.wellKnownName]).toEqual(['Child', parent.id, null]);

    const renamed = await fixture.json<MailFolder>('PATCH', `/api/mail/folders/${child.id}`, { name: 'Renamed' });
    const moved = await fixture.json<MailFolder>('PATCH', `/api/mail/folders/${child.id}`, {
      parentId: null,
      name: 'Both',
    });
    const deleted = await fixture.json('DELETE', `/api/mail/folders/${child.id}`);
    const bin = await folders('parent=deleteditems');
    const again = await fixture.json('DELETE', `/api/mail/folders/${child.id}`);

    expect([renamed.status, renamed.body.name]).toEqual([200, 'Renamed']);
    expect([moved.status, moved.body.name]).toEqual([200, 'Both']);
    expect(moved.body.parentId).not.toBe(parent.id);
    expect([deleted.status, again.status]).toEqual([204, 204]);
    expect(bin.map(({ name }) => name)).toContain('Both');
    expect((await folders('parent=deleteditems')).map(({ name }) => name)).not.toContain('Both');
  });

  it('can be deleted twice under one name', async () => {
    for (const id of [(await make('Twice')).id]) {
      await fixture.json('DELETE', `/api/mail/folders/${id}`);
    }
    const second = await make('Twice');

    const deleted = await fixture.json('DELETE', `/api/mail/folders/${second.id}`);

    expect(deleted.status).toBe(204);
    expect((await folders()).map(({ name }) => name)).not.toContain('Twice');
  });

  it.each([
    ['PATCH', { name: 'Mine' }],
    ['PATCH', { parentId: 'archive' }],
    ['DELETE', undefined],
  ])('of the service are unchanged: %s %j', async (method, body) => {
    const inbox = (await folders()).find(({ wellKnownName }) => wellKnownName === 'inbox');
    const targets = ['inbox', 'DeletedItems', inbox?.id ?? ''];

    const answers = await Promise.all(
      targets.map((id) => fixture.json<ProblemAnswer>(method, `/api/mail/folders/${id}`, body)),
    );

    expect(answers.map(({ status, body: problem }) => [status, problem.code])).toEqual(
      targets.map(() => [400, 'invalid_request']),
    );
  });

  it.each([
    ['POST', '', {}, 'name'],
    ['POST', '', { name: '   ' }, 'name'],
    ['POST', '', { name: 'a\u0007b' }, 'name'],
    ['POST', '', { name: 'Inbox' }, 'name'],
    ['PATCH', '/Ax', {}, ''],
  ])('are not changed by %s %s %j', async (method, path, body, issue) => {
    const answer = await fixture.json<ProblemAnswer>(method, `/api/mail/folders${path}`, body);

    expect([answer.status, answer.body.errors?.map((error) => error.path)]).toEqual([400, [issue]]);
  });

  it('are not found when they do not exist', async () => {
    const gone = await make('Gone');
    await fixture.json('DELETE', `/api/mail/folders/${gone.id}`);
    await fixture.json('DELETE', `/api/mail/folders/${gone.id}`);

    const answers = await Promise.all([
      fixture.json('PATCH', `/api/mail/folders/${gone.id}`, { name: 'x' }),
      fixture.json('DELETE', `/api/mail/folders/${gone.id}`),
      fixture.json('POST', `/api/mail/folders/${gone.id}/empty`),
      fixture.json('POST', `/api/mail/folders/${gone.id}/mark-all-read`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  describe('whose messages are processed all at once', () => {
    let reported: { userTag: string; progress: FolderProgress }[];

    beforeEach(async () => {
      reported = [];
      await fixture.app.get(EventBus).subscribe(folderProgressChannel, (message) => {
        reported.push(JSON.parse(message) as (typeof reported)[number]);
      });
    });

    const finished = async (path: string): Promise<FolderProgress> => {
      const { status, body } = await fixture.json<{ id: string }>('POST', path);
      expect(status).toBe(202);
      const states = (): FolderProgress[] =>
        reported.map(({ progress }) => progress).filter(({ id }) => id === body.id);
      await eventually(() => {
        expect(states().at(-1)?.state).not.toBe('running');
        expect(states().length).toBeGreaterThan(1);
      });
      return states().at(-1) as FolderProgress;
    };

    const fill = (folder: string, count: number): void => {
      for (let index = 0; index < count; index++) {
        fixture.graph.control?.deliver(alice, { subject: `Mail ${index}`, folder });
      }
    };

    it('is emptied into Deleted Items, and its progress is reported', async () => {
      const { id } = await make('Full');
      fill(id, 130);

      const progress = await finished(`/api/mail/folders/${id}/empty`);

      expect(progress).toMatchObject({ folder: id, task: 'empty', state: 'done', total: 130, done: 130, failed: 0 });
      expect((await mailbox.list(`folder=${id}`)).items).toEqual([]);
      expect(reported.every(({ userTag }) => userTag === 'tag-of-alice')).toBe(true);
    });

    it('is marked as read, except for what cannot be', async () => {
      const { id } = await make('Unread');
      fill(id, 45);
      fixture.faults.scripted.push({
        point: 'graph',
        match: { method: 'PATCH' },
        action: { kind: 'graph_error', status: 403, code: 'ErrorAccessDenied' },
      });

      const progress = await finished(`/api/mail/folders/${id}/mark-all-read`);

      expect(progress).toMatchObject({
        task: 'mark-all-read',
        state: 'failed',
        done: 44,
        failed: 1,
        code: 'forbidden',
      });
      expect((await mailbox.list(`folder=${id}&unread=true`)).items).toHaveLength(1);
    });

    it('is emptied permanently when it is Deleted Items, although the batch of names omits that', async () => {
      const dan = { 'x-user': 'dan' };
      const inBin = async (): Promise<number> =>
        (await fixture.json<{ items: unknown[] }>('GET', '/api/mail/messages?folder=deleteditems', undefined, dan)).body
          .items.length;
      const bin = fixture.graph.control
        ?.folders('dan@contoso.example')
        .find((each) => each.wellKnownName === 'deleteditems');
      fixture.graph.control?.deliver('dan@contoso.example', { subject: 'x', folder: 'deleteditems' });
      expect(await inBin()).toBeGreaterThan(0);
      fixture.faults.scripted.push({
        point: 'graph',
        match: { path: '/me/mailFolders/deleteditems', method: 'GET' },
        action: { kind: 'graph_error', status: 429, code: 'ApplicationThrottled' },
      });

      await fixture.json('POST', `/api/mail/folders/${bin?.id ?? ''}/empty`, undefined, dan);

      await eventually(async () => {
        expect([await inBin(), fixture.faults.scripted]).toEqual([0, []]);
      });
    });

    it('is emptied permanently when it is Deleted Items, folders included', async () => {
      await fixture.json('DELETE', `/api/mail/folders/${(await make('Deleted')).id}`);

      const progress = await finished('/api/mail/folders/deleteditems/empty');

      expect(progress.state).toBe('done');
      expect((await mailbox.list('folder=deleteditems')).items).toEqual([]);
      expect(await folders('parent=deleteditems')).toEqual([]);
    });
  });

  it('are named in lists over all of them, also of a search and of a next page', async () => {
    const { id } = await make('Somewhere');
    fixture.graph.control?.deliver(alice, { subject: 'Zebra crossing', folder: id });

    const all = await mailbox.list('folder=all&top=1');
    const found = await mailbox.list('folder=all&search=zebra');
    const next = await mailbox.list(`folder=all&top=1&cursor=${all.nextCursor ?? ''}`);
    const inbox = await mailbox.list('folder=inbox&top=1');

    const place = { id, name: 'Somewhere', wellKnownName: null };
    expect(all.items[0]).toMatchObject({ subject: 'Zebra crossing', folder: place });
    expect(found.items).toMatchObject([{ subject: 'Zebra crossing', folder: place }]);
    expect((next.items[0] as MessageSummary).folder?.name).not.toBe('');
    expect(inbox.items[0]).not.toHaveProperty('folder');
  });

  it('hide nothing when their names cannot be read', async () => {
    fixture.faults.scripted.push({
      point: 'graph',
      match: { path: '/$batch' },
      action: { kind: 'graph_error', status: 503, code: 'serviceNotAvailable', headers: { 'retry-after': '30' } },
    });

    const bob = await fixture.json<MailFolderPage>('GET', '/api/mail/folders', undefined, { 'x-user': 'bob' });
    const again = await fixture.json<MailFolderPage>('GET', '/api/mail/folders', undefined, { 'x-user': 'bob' });

    expect(bob.status).toBe(200);
    expect(bob.body.items.map(({ name }) => name)).toContain('Inbox');
    expect(again.body.items.map(({ wellKnownName }) => wellKnownName)).toContain('inbox');
  });
});
