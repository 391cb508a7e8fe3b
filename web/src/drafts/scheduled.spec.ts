import { closePage, storage } from '../platform/testing/fake-page.js';
import { type InteractionProblem, type Problem, ProblemError } from '../client/index.js';
import { client, pendingInteraction, queryClient, transport } from '../platform/services.js';
import { emptyDraft } from './draft.js';
import { loadDraft } from './draft-store.js';
import { openDraft } from './open-drafts.js';
import { sendLater } from './scheduled.js';

const at = new Date('2026-12-24T08:00:00Z');

describe('sending later', () => {
  beforeEach(() => {
    storage.clear();
    queryClient.setQueryData(['permissions'], [{ name: 'mail.write', state: 'granted' }]);
    Object.assign(client.auth, { session: () => Promise.resolve({ authenticated: true, user: { id: 'alice' } }) });
    Object.assign(client.mail.drafts, { create: () => Promise.resolve({ id: 'M' }) });
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it.each([
    ['consent_required', { permission: 'mail.send', then: { kind: 'schedule', at: at.toISOString() } }],
    ['throttled', undefined],
  ])('stores the time until the user has consented: %s', async (code, expected) => {
    const problem = { code, status: 403, title: '', traceId: undefined, permissions: ['mail.send'] };
    Object.assign(transport, { call: () => Promise.reject(new ProblemError(problem as unknown as Problem)) });
    const draft = { ...emptyDraft(code, '/mail/inbox', 0), html: '<p>x</p>', mailbox: { id: 'M', isCurrent: true } };
    const working = openDraft('alice', draft);
    await expect(sendLater(working, at)).rejects.toMatchObject({ problem: { code } });
    expect((loadDraft('alice', code) ?? working.current.get()).awaiting).toEqual(expected);
    // The user dismisses the question.
    pendingInteraction.set({ problem: problem as unknown as InteractionProblem, returnTo: '/compose' });
    pendingInteraction.set(undefined);
    expect((loadDraft('alice', code) ?? working.current.get()).awaiting).toBeUndefined();
  });
});
