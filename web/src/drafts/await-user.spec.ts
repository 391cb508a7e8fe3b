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

describe('the action that a draft stores for after a question', () => {
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

  it('is stored while the question is open, also when another one joins it', () => {
    awaitUser(working, template);
    pendingInteraction.set({ ...asked, intents: [] });
    expect(stored()).toEqual(template);
  });

  it('is removed when the question is dismissed', () => {
    awaitUser(working, template);
    pendingInteraction.set(undefined);
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });

  it('is the latest one: the end of an earlier question does not remove it', () => {
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

describe('the action that a draft stores for after a redirect to Microsoft', () => {
  let working: WorkingDraft;
  const stored = (): Awaited | undefined => loadDraft('alice', 'D')?.awaiting;
  const visited: string[] = [];
  const connect = (): Promise<void> =>
    connectFor({ working, store: () => working.store() }, ['mail.write'], template.then);

  function respond(interaction: () => Promise<unknown>): void {
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

  it('is stored when the user leaves the page', async () => {
    respond(() => Promise.resolve({ interactionUrl: '/auth/interactions/1' }));
    await connect();
    expect([stored(), visited]).toEqual([template, ['/auth/interactions/1']]);
  });

  it('is removed when the redirect can’t start', async () => {
    respond(() => Promise.reject(failure('graph_unavailable')));
    await expect(connect()).rejects.toThrow();
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });

  it('stays while another question is open first, and is removed when the user dismisses that one', async () => {
    respond(() => {
      pendingInteraction.set(asked);
      return Promise.reject(failure('login_required'));
    });
    await expect(connect()).rejects.toThrow();
    expect(stored()).toEqual(template);
    pendingInteraction.set(undefined);
    expect([stored(), working.current.get().awaiting]).toEqual([undefined, undefined]);
  });
});
