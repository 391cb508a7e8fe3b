import { type Draft, emptyDraft } from './draft.js';
import { fingerprint, sendPlan } from './send-plan.js';

const REPLY: Draft = {
  ...emptyDraft('d', '/mail/inbox', 0),
  kind: 'reply',
  sourceId: 'm',
  prefilled: { subject: 'Re: x' },
  to: [{ address: 'a@b.example' }],
  subject: 'Re: x',
};
const SHOWN = { to: [{ address: 'a@b.example' }], cc: [] };

describe('how a draft is sent', () => {
  // Graph would send a reply to one's own message to oneself.
  it.each(['reply', 'reply-all'] as const)('is a %s to the people that the user sees', (kind) => {
    const people = { to: [{ address: 'other@b.example' }], cc: [{ address: 'c@d.example' }] };
    expect(sendPlan({ ...REPLY, ...people, kind })).toEqual({ kind, sourceId: 'm', differences: people });
  });

  it('is a reply as Graph creates it, except for the recipients, while the subject is unchanged', () => {
    const plan = { kind: 'reply', sourceId: 'm', differences: SHOWN };
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
    const differences = { ...SHOWN, ...change };
    expect(sendPlan({ ...REPLY, ...change })).toEqual({ kind: 'reply', sourceId: 'm', differences });
  });

  it('is a forward to any recipient', () => {
    const draft: Draft = { ...REPLY, kind: 'forward' };
    const cc = [{ address: 'c@d.example' }];
    expect(sendPlan(draft)).toEqual({ kind: 'forward', sourceId: 'm', differences: {} });
    expect(sendPlan({ ...draft, cc })).toEqual({ kind: 'forward', sourceId: 'm', differences: { cc } });
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
