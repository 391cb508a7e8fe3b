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

describe('how a draft is sent', () => {
  it('is a reply as Graph creates it while recipients and subject are unchanged', () => {
    const plan = { kind: 'reply', sourceId: 'm', differences: {} };
    expect(sendPlan({ ...REPLY, html: '<p>Yes</p>' })).toEqual(plan);
    expect(sendPlan({ ...REPLY, attachments: [{ id: '1', name: 'f', contentType: 't', size: 1 }] })).toEqual(plan);
  });

  it.each([
    ['another subject', { subject: 'y' }],
    ['another recipient', { to: [{ address: 'b@b.example' }] }],
    ['another recipient', { cc: [{ address: 'c@d.example' }] }],
    ['a hidden recipient', { bcc: [{ address: 'c@d.example' }] }],
    ['high importance', { importance: 'high' as const }],
    ['a read receipt', { isReadReceiptRequested: true as const }],
  ])('is still a reply with %s', (_, change) => {
    expect(sendPlan({ ...REPLY, ...change })).toEqual({ kind: 'reply', sourceId: 'm', differences: change });
  });

  it('is a forward to any recipient', () => {
    const draft: Draft = { ...REPLY, kind: 'forward', prefilled: { to: [], cc: [], subject: 'Re: x' } };
    expect(sendPlan(draft)).toEqual({ kind: 'forward', sourceId: 'm', differences: {} });
  });

  it('is a new message when nobody is left in To', () => {
    expect(sendPlan({ ...REPLY, to: [], cc: [{ address: 'c@d.example' }] })).toEqual({ kind: 'message' });
  });

  it('has another fingerprint as soon as the content differs', () => {
    expect(fingerprint(REPLY)).toBe(fingerprint({ ...REPLY, updatedAt: 5, awaiting: { permission: 'mail.send' } }));
    expect(fingerprint(REPLY)).not.toBe(fingerprint({ ...REPLY, html: 'x' }));
    expect(fingerprint(REPLY)).not.toBe(fingerprint({ ...REPLY, isDeliveryReceiptRequested: true }));
  });
});
