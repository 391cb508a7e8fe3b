import { type Draft, emptyDraft } from './draft.js';
import { fingerprint, sendPlan } from './send-plan.js';

const REPLY: Draft = {
  ...emptyDraft('d', '/mail/inbox', 0),
  kind: 'reply',
  sourceId: 'm',
  prefilled: { to: ['a@b.example'], cc: [], subject: 'Re: x' },
  to: [{ address: 'a@b.example' }],
  subject: 'Re: x',
};

describe('how a draft goes out', () => {
  it('is an answer while recipients and subject are as they were', () => {
    expect(sendPlan({ ...REPLY, html: '<p>Yes</p>' })).toEqual({ kind: 'reply', sourceId: 'm' });
  });

  it.each([
    ['another subject', { subject: 'y' }],
    ['a recipient more', { cc: [{ address: 'c@d.example' }] }],
    ['a file', { attachments: [{ id: '1', name: 'f', contentType: 't', size: 1 }] }],
    ['high importance', { importance: 'high' as const }],
  ])('is a message of its own with %s', (_, change) => {
    expect(sendPlan({ ...REPLY, ...change })).toEqual({ kind: 'message' });
  });

  it('is a forward to whomever', () => {
    const draft: Draft = { ...REPLY, kind: 'forward', prefilled: { to: [], cc: [], subject: 'Re: x' } };
    expect(sendPlan(draft)).toEqual({ kind: 'forward', sourceId: 'm' });
  });

  it('has another fingerprint as soon as the content is another', () => {
    expect(fingerprint(REPLY)).toBe(fingerprint({ ...REPLY, updatedAt: 5, awaiting: 'mail.send' }));
    expect(fingerprint(REPLY)).not.toBe(fingerprint({ ...REPLY, html: 'x' }));
  });
});
