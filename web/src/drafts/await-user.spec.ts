import { closePage, storage } from '../platform/testing/fake-page.js';
import type { InteractionProblem } from '../client/index.js';
import { pendingInteraction, queryClient } from '../platform/services.js';
import { awaitUser } from './await-user.js';
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

  afterAll(() => {
    queryClient.clear();
    closePage();
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
