import { closePage, storage } from '../platform/testing/fake-page.js';
import type { InteractionProblem } from '../client/index.js';
import { client, pendingInteraction, queryClient } from '../platform/services.js';
import { failure } from '../platform/testing/failure.js';
import { awaitUser, connectFor } from './await-user.js';
import type { Awaited } from './awaited.js';
import { emptyDraft } from './draft.js';
import { loadDraft } from './draft-store.js';
import { WorkingDraft } from './working-draft.js';

const asked = { problem: { code: 'consent_required' } as unknown as InteractionProblem, returnTo: '/compose' };
const template: Awaited = { permission: 'mail.write', then: { kind: 'template' } };
const later: Awaited = { permission: 'mail.send', then: { kind: 'schedule', at: '2026-12-24T08:00:00.000Z' } };

describe('what a draft is to go on with after a question', () => {
  let working: WorkingDraft;
  const stored = (): Awaited | undefined => loadDraft('alice', 'D')?.awaiting;

  beforeEach(() => {
    storage.clear();
    working = new WorkingDraft('alice', { ...emptyDraft('D', '/mail/inbox', 0), html: '<p>x</p>' });
    pendingInteraction.set(asked);
  });

  afterEach(() => {
    working.close();
    pendingInteraction.set(undefined);
  });

  it('is stored while the question stands, also when more is asked', () => {
    awaitUser(working, template);
    pendingInteraction.set({ ...asked, intents: [] });
    expect(stored()).toEqual(template);
  });

  it('is forgotten when the question is dismissed', () => {
    awaitUser(working, template);
    pendingInteraction.set(undefined);
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });

  it('is what was wanted last: a question from before takes nothing of it away', () => {
    awaitUser(working, template);
    pendingInteraction.set(undefined);
    awaitUser(working, later);
    expect(stored()).toEqual(later);
    working.change({ awaiting: template });
    pendingInteraction.set(asked);
    pendingInteraction.set(undefined);
    expect(working.current.get().awaiting).toEqual(template);
  });
});

describe('what a draft is to go on with after a trip to Microsoft', () => {
  let working: WorkingDraft;
  const stored = (): Awaited | undefined => loadDraft('alice', 'D')?.awaiting;
  const visited: string[] = [];
  const connect = (): Promise<void> =>
    connectFor({ working, store: () => working.store() }, ['mail.write'], template.then);

  function answer(interaction: () => Promise<unknown>): void {
    Object.assign(client.auth, { startInteraction: interaction });
  }

  beforeEach(() => {
    storage.clear();
    visited.length = 0;
    Object.assign(window.location, { assign: (href: string) => visited.push(href) });
    working = new WorkingDraft('alice', { ...emptyDraft('D', '/mail/inbox', 0), html: '<p>x</p>' });
  });

  afterEach(() => {
    working.close();
    pendingInteraction.set(undefined);
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('is stored when the page is left', async () => {
    answer(() => Promise.resolve({ interactionUrl: '/auth/interactions/1' }));
    await connect();
    expect([stored(), visited]).toEqual([template, ['/auth/interactions/1']]);
  });

  it('is forgotten when the trip can’t begin', async () => {
    answer(() => Promise.reject(failure('graph_unavailable')));
    await expect(connect()).rejects.toThrow();
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });

  it('stays while the user is asked for something else first, and goes when they dismiss that', async () => {
    answer(() => {
      pendingInteraction.set(asked);
      return Promise.reject(failure('login_required'));
    });
    await expect(connect()).rejects.toThrow();
    expect(stored()).toEqual(template);
    pendingInteraction.set(undefined);
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });
});
