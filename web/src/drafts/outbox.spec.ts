import { jest } from '@jest/globals';
import { closePage, network, storage } from '../platform/testing/fake-page.js';
import { failure } from '../platform/testing/failure.js';
import { client, queryClient } from '../platform/services.js';
import { type Draft, emptyDraft } from './draft.js';
import { draftChanges, isOfOtherTab, loadDraft, saveDraft } from './draft-store.js';
import { holdSend } from './hold-send.js';
import { openDraft } from './open-drafts.js';
import { flushOutbox, sendAgain, sendByOutbox, sendHeld, cancelSend } from './outbox.js';
import type { Outcome } from './outbox-delivery.js';

const ALICE = 'alice';
function grant(...names: string[]): void {
  queryClient.setQueryData(
    ['permissions'],
    names.map((name) => ({ name, state: 'granted' })),
  );
}
let count = 0;

function draft(change: Partial<Draft> = {}): Draft {
  count += 1;
  const to = [{ name: 'Bilal', address: 'bilal@contoso.example' }];
  return { ...emptyDraft(`draft-${count}`, '/mail/inbox', 0), to, subject: 'Hello', html: '<p>Hello</p>', ...change };
}

describe('the outbox', () => {
  /** The messages that were sent, in order. */
  const sent: string[] = [];

  beforeEach(() => {
    storage.clear();
    network.onLine = true;
    sent.length = 0;
    grant();
    Object.assign(client.auth, { session: () => Promise.resolve({ authenticated: true, user: { id: ALICE } }) });
    Object.assign(client.mail, {
      folders: () => Promise.resolve([]),
      send: ({ subject }: { subject: string }) => Promise.resolve(sent.push(subject)),
    });
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  describe('with storage that is full', () => {
    it('sends nevertheless', async () => {
      const working = openDraft(ALICE, draft());
      storage.fill();
      expect(await sendByOutbox(working)).toEqual({ kind: 'sent' });
      expect(sent).toEqual(['Hello']);
    });

    it('reports what prevents sending', async () => {
      const working = openDraft(ALICE, draft());
      storage.fill();
      Object.assign(client.mail, { send: () => Promise.reject(failure('graph_unavailable')) });
      expect(await sendByOutbox(working)).toMatchObject({
        kind: 'waiting',
        error: { problem: { code: 'graph_unavailable' } },
      });
      expect(working.tryStore()).toBe(false);
      expect(loadDraft(ALICE, working.id)).toBeUndefined();
    });
  });

  describe('while a message is in it', () => {
    it('the message neither changes nor disappears', async () => {
      const working = openDraft(ALICE, draft());
      network.onLine = false;
      await sendByOutbox(working);
      const file = { id: 'f', name: 'f.txt', contentType: 'text/plain', size: 1 };
      const awaiting = { permission: 'mail.send' } as const;
      working.change({ to: [], html: '<p>Half a</p>', attachments: [file], awaiting });
      expect(working.discard(() => undefined)).toBeUndefined();
      expect(working.current.get()).toMatchObject({ html: '<p>Hello</p>', attachments: [], awaiting });
      expect(working.current.get().to).toHaveLength(1);
      expect(loadDraft(ALICE, working.id)).toMatchObject({ html: '<p>Hello</p>', sending: { state: 'waiting' } });
    });

    it('and is edited again after its sending was cancelled', async () => {
      const working = openDraft(ALICE, draft());
      network.onLine = false;
      await sendByOutbox(working);
      await cancelSend(ALICE, working.id);
      working.change({ html: '<p>Better</p>' });
      expect(working.current.get().html).toBe('<p>Better</p>');
      const undo = working.discard(() => undefined);
      expect(loadDraft(ALICE, working.id)).toBeUndefined();
      await undo?.();
      expect(loadDraft(ALICE, working.id)?.html).toBe('<p>Better</p>');
    });

    it('only the attempt to send it changes the mailbox', async () => {
      const working = openDraft(ALICE, draft());
      grant('mail.write', 'mail.send');
      const created: string[] = [];
      const create = ({ subject }: { subject: string }) => Promise.resolve({ id: String(created.push(subject)) });
      Object.assign(client.mail.drafts, { create, send: () => Promise.reject(failure('overloaded')) });
      network.onLine = false;
      await sendByOutbox(working);
      working.flush();
      await working.saver.settled();
      expect(created).toEqual([]);
      network.onLine = true;
      await flushOutbox(ALICE, () => undefined);
      expect(created).toEqual(['Hello']);
    });
  });

  it('this tab sees a message that another has added', () => {
    const one = draft();
    saveDraft(ALICE, one);
    const before = draftChanges.get();
    const storageEvent = (key: string) =>
      Object.assign(new Event('storage'), { storageArea: localStorage, key, newValue: '{}' });
    window.dispatchEvent(storageEvent('preferences'));
    expect(draftChanges.get()).toBe(before);
    window.dispatchEvent(storageEvent(`draft:${ALICE}:${one.id}`));
    expect([draftChanges.get() > before, isOfOtherTab(one.id)]).toEqual([true, true]);
    saveDraft(ALICE, one);
    expect(isOfOtherTab(one.id)).toBe(false);
  });

  describe('that another tab has changed meanwhile', () => {
    const key = 'of the other tab';
    /** Cancelled in another tab, corrected, and sent from there: this tab still has the old version. */
    async function corrected(): Promise<Draft> {
      const working = openDraft(ALICE, draft());
      network.onLine = false;
      await sendByOutbox(working);
      const { sending, ...before } = working.store();
      const to = [{ name: 'Chidi', address: 'chidi@contoso.example' }];
      const corrected = { ...before, to, subject: 'Corrected', sending: sending && { ...sending, key } };
      saveDraft(ALICE, corrected);
      network.onLine = true;
      return corrected;
    }

    it('sends the stored version, to its recipients', async () => {
      const messages: unknown[] = [];
      const send = (message: object, { idempotencyKey }: { idempotencyKey: string }) =>
        Promise.resolve(messages.push({ ...message, idempotencyKey }));
      Object.assign(client.mail, { send });
      const { id, to } = await corrected();
      await flushOutbox(ALICE, () => undefined);
      expect(messages).toMatchObject([{ subject: 'Corrected', to, idempotencyKey: key }]);
      expect(loadDraft(ALICE, id)).toBeUndefined();
    });

    it('cancels the stored version', async () => {
      const { id, to } = await corrected();
      await cancelSend(ALICE, id);
      expect(loadDraft(ALICE, id)).toMatchObject({ subject: 'Corrected', to });
      expect(loadDraft(ALICE, id)?.sending).toBeUndefined();
    });

    it('saves all of it in the mailbox before that is sent', async () => {
      const working = openDraft(ALICE, draft({ mailbox: { id: 'M', isCurrent: false }, isTouched: true }));
      network.onLine = false;
      await sendByOutbox(working);
      network.onLine = true;
      saveDraft(ALICE, { ...working.store(), subject: 'Corrected' });
      const calls: unknown[] = [];
      const update = (id: string, { subject }: { subject: string }) => {
        calls.push(`${id} says ${subject}`);
        return Promise.resolve({ id });
      };
      Object.assign(client.mail.drafts, { update, send: (id: string) => Promise.resolve(calls.push(`${id} is sent`)) });
      await flushOutbox(ALICE, () => undefined);
      expect(calls).toEqual(['M says Corrected', 'M is sent']);
    });
  });

  it('sends no picture that was removed from the text, even when the mailbox was unavailable at first', async () => {
    const file = { id: 'f', name: 'f.png', contentType: 'image/png', size: 1, remoteId: 'F', contentId: 'c' };
    const answers = [failure('network_unreachable'), failure('network_unreachable'), undefined];
    const calls: string[] = [];
    const detach = async (id: string, fileId: string) => {
      const answer = answers.shift();
      await (answer === undefined ? undefined : Promise.reject(answer));
      calls.push(`${fileId} leaves ${id}`);
    };
    const send = (id: string) => Promise.resolve(calls.push(`${id} is sent`));
    Object.assign(client.mail.drafts, { detach, send, update: (id: string) => Promise.resolve({ id }) });
    grant('mail.write', 'mail.send');
    const mailbox = { id: 'M', isCurrent: false };
    const working = openDraft(ALICE, draft({ mailbox, isTouched: true, attachments: [file] }));
    expect(await sendByOutbox(working)).toMatchObject({ kind: 'waiting' });
    expect(calls).toEqual([]);
    expect(loadDraft(ALICE, working.id)).toMatchObject({ attachments: [], leaving: [file] });
    await flushOutbox(ALICE, () => undefined);
    expect(calls).toEqual(['F leaves M', 'M is sent']);
  });

  it('sends no file that was removed while Send was pressed, whatever the outcome of the removal', async () => {
    const file = { id: 'f', name: 'wrong.pdf', contentType: 'application/pdf', size: 1, remoteId: 'F' };
    const calls: string[] = [];
    let refuse: (error: Error) => void = () => undefined;
    const first = new Promise<void>((_, reject) => {
      refuse = reject;
    });
    const answers = [first, Promise.resolve()];
    const detach = async (id: string, fileId: string) => {
      await answers.shift();
      calls.push(`${fileId} leaves ${id}`);
    };
    const send = (id: string) => Promise.resolve(calls.push(`${id} is sent`));
    Object.assign(client.mail.drafts, { detach, send, update: (id: string) => Promise.resolve({ id }) });
    grant('mail.write', 'mail.send');
    const mailbox = { id: 'M', isCurrent: false };
    const working = openDraft(ALICE, draft({ mailbox, isTouched: true, attachments: [file] }));
    const removed = working.files.detach(file);
    const outcome = sendByOutbox(working);
    refuse(failure('network_unreachable'));
    await expect(removed).rejects.toThrow();
    expect(await outcome).toEqual({ kind: 'sent' });
    expect(calls).toEqual(['F leaves M', 'M is sent']);
  });

  describe('while it is held', () => {
    it('is sent when the hold ends, and not before', async () => {
      grant('mail.send');
      const working = openDraft(ALICE, draft());
      expect(await sendByOutbox(working, 10_000)).toEqual({ kind: 'held' });
      await flushOutbox(ALICE, () => undefined);
      expect(sent).toEqual([]);
      const { sending } = working.store();
      working.change({ sending: sending && { ...sending, heldUntil: Date.now() } });
      working.tryStore();
      await flushOutbox(ALICE, () => undefined);
      expect(sent).toEqual(['Hello']);
    });

    it('waits while the pointer is on “Undo”, and is sent after the remaining time when the pointer has left', async () => {
      grant('mail.send');
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
      try {
        const working = openDraft(ALICE, draft());
        await sendByOutbox(working, 10_000);
        jest.advanceTimersByTime(4_000);
        const release = holdSend(ALICE, working.id);
        jest.advanceTimersByTime(30_000);
        await flushOutbox(ALICE, () => undefined);
        expect(sent).toEqual([]);
        expect(loadDraft(ALICE, working.id)?.sending?.heldUntil).toBe(Date.now() + 6_000);
        release();
        jest.advanceTimersByTime(6_000);
        await flushOutbox(ALICE, () => undefined);
        expect(sent).toEqual(['Hello']);
      } finally {
        jest.useRealTimers();
      }
    });

    it('is sent early when no page is visible any more', async () => {
      grant('mail.send');
      const working = openDraft(ALICE, draft());
      await sendByOutbox(working, 10_000);
      const outcomes: Outcome[] = [];
      await sendHeld(ALICE, [working.id, 'gone'], (outcome) => outcomes.push(outcome));
      expect([sent, outcomes, loadDraft(ALICE, working.id)]).toEqual([['Hello'], [{ kind: 'sent' }], undefined]);
    });

    it('is reported as sent when it is cancelled too late, and as a draft when another tab was first', async () => {
      grant('mail.send');
      const [gone, back] = [openDraft(ALICE, draft()), openDraft(ALICE, draft())];
      await sendByOutbox(gone);
      await sendByOutbox(back, 10_000);
      saveDraft(ALICE, { ...back.store(), sending: undefined });
      expect(await cancelSend(ALICE, gone.id)).toBe('sent');
      expect(await cancelSend(ALICE, back.id)).toBe('draft');
    });

    it('is not sent automatically long after the hold, but reports it', async () => {
      grant('mail.send');
      const working = openDraft(ALICE, draft());
      await sendByOutbox(working, 10_000);
      const { sending } = working.store();
      working.change({ sending: sending && { ...sending, heldUntil: Date.now() - 3_600_000 } });
      working.tryStore();
      await flushOutbox(ALICE, () => undefined);
      expect(sent).toEqual([]);
      const reason = { kind: 'missed' };
      expect(loadDraft(ALICE, working.id)?.sending).toMatchObject({ state: 'refused', reason });
      expect(await sendAgain(ALICE, working.id)).toEqual({ kind: 'sent' });
    });

    it('is not late when it waited for a connection meanwhile', async () => {
      grant('mail.send');
      const working = openDraft(ALICE, draft());
      await sendByOutbox(working, 10_000);
      const { sending } = working.store();
      working.change({ sending: sending && { ...sending, heldUntil: Date.now() } });
      working.tryStore();
      network.onLine = false;
      await flushOutbox(ALICE, () => undefined);
      expect(loadDraft(ALICE, working.id)?.sending).toMatchObject({ state: 'waiting' });
      expect(loadDraft(ALICE, working.id)?.sending?.heldUntil).toBeUndefined();
    });

    it('is sent at once when the user asks, and is a draft again when they cancel it', async () => {
      grant('mail.send');
      const [first, second] = [openDraft(ALICE, draft()), openDraft(ALICE, draft())];
      await sendByOutbox(first, 10_000);
      await sendByOutbox(second, 10_000);
      expect(await sendAgain(ALICE, first.id)).toEqual({ kind: 'sent' });
      expect(await cancelSend(ALICE, second.id)).toBe('draft');
      expect(sent).toEqual(['Hello']);
      expect(loadDraft(ALICE, second.id)?.sending).toBeUndefined();
    });

    it('does not apply when the user must consent first, nor when the browser can’t store the message', async () => {
      expect(await sendByOutbox(openDraft(ALICE, draft()), 10_000)).toEqual({ kind: 'sent' });
      grant('mail.send');
      const working = openDraft(ALICE, draft());
      storage.fill();
      expect(await sendByOutbox(working, 10_000)).toEqual({ kind: 'sent' });
    });
  });

  describe('when the draft is no longer in the mailbox', () => {
    const file = { id: 'f', name: 'plan.pdf', contentType: 'application/pdf', size: 1, remoteId: 'F' };
    const mailbox = { id: 'M', isCurrent: false };
    const calls: string[] = [];

    beforeEach(() => {
      grant('mail.write', 'mail.send');
      calls.length = 0;
      Object.assign(client.mail.drafts, {
        update: () => Promise.reject(failure('not_found')),
        create: () => Promise.resolve({ id: `new ${calls.push('made anew')}` }),
        send: (id: string) => Promise.resolve(calls.push(`${id} is sent`)),
      });
    });

    it('does not send it again when it was sent', async () => {
      Object.assign(client.mail, { message: () => Promise.resolve({ isDraft: false }) });
      const working = openDraft(ALICE, draft({ mailbox, isTouched: true }));
      expect(await sendByOutbox(working)).toEqual({ kind: 'sent' });
      expect(calls).toEqual([]);
      expect(loadDraft(ALICE, working.id)).toBeUndefined();
    });

    it('sends it without its files only on request', async () => {
      Object.assign(client.mail, { message: () => Promise.reject(failure('not_found')) });
      const working = openDraft(ALICE, draft({ mailbox, isTouched: true, attachments: [file] }));
      const message = 'The draft was deleted in the mailbox. Attach again: plan.pdf.';
      expect(await sendByOutbox(working)).toMatchObject({ kind: 'refused', error: { message } });
      expect(calls).toEqual(['made anew']);
      expect(await sendByOutbox(working)).toEqual({ kind: 'sent' });
      expect(calls).toEqual(['made anew', 'new 1 is sent']);
    });

    it('waits when the outcome is unknown', async () => {
      Object.assign(client.mail, { message: () => Promise.reject(failure('graph_unavailable')) });
      const working = openDraft(ALICE, draft({ mailbox, isTouched: true }));
      expect(await sendByOutbox(working)).toMatchObject({ kind: 'waiting' });
      expect(calls).toEqual([]);
    });
  });

  describe('that may have been sent', () => {
    /** The response to the request to send got lost. */
    async function attempted(change: Partial<Draft>): Promise<string> {
      const lose = () => Promise.reject(failure('network_unreachable'));
      Object.assign(client.mail, { send: lose });
      Object.assign(client.mail.drafts, { send: lose, update: (id: string) => Promise.resolve({ id }) });
      const working = openDraft(ALICE, draft({ isTouched: true, ...change }));
      expect(await sendByOutbox(working)).toMatchObject({ kind: 'waiting', isAttempted: true });
      return working.id;
    }

    it.each([
      ['sent', () => Promise.resolve({ isDraft: false }), false],
      ['draft', () => Promise.resolve({ isDraft: true }), true],
      ['perhaps sent', () => Promise.reject(failure('network_unreachable')), true],
    ])('in a draft of the mailbox, after a query of the mailbox: %s', async (expected, message, isThere) => {
      grant('mail.write', 'mail.send');
      const id = await attempted({ mailbox: { id: 'M', isCurrent: false } });
      Object.assign(client.mail, { message });
      expect(await cancelSend(ALICE, id)).toBe(expected);
      expect(loadDraft(ALICE, id) !== undefined).toBe(isThere);
    });

    it('in one request is returned with a warning', async () => {
      expect(await cancelSend(ALICE, await attempted({}))).toBe('perhaps sent');
    });

    it('was not sent when the service reports that', async () => {
      Object.assign(client.mail, { send: () => Promise.reject(failure('throttled')) });
      const working = openDraft(ALICE, draft());
      expect(await sendByOutbox(working)).toMatchObject({ kind: 'waiting', isAttempted: false });
      expect(await cancelSend(ALICE, working.id)).toBe('draft');
    });
  });
});
