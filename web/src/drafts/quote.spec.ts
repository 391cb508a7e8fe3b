import type { Message } from '../client/index.js';
import { quoteHeader, replyRecipients, replySubject } from './quote.js';

const ME = ['me@a.example'];
const ann = { name: 'Ann', address: 'ann@a.example' };
const bob = { name: 'Bob <b>', address: 'bob@b.example' };
const me = { name: 'Me', address: 'ME@a.example' };

const MESSAGE: Message = {
  id: '1',
  conversationId: null,
  subject: 'Plan <1>',
  from: ann,
  to: [me, bob],
  cc: [],
  bcc: [],
  replyTo: [],
  receivedAt: '2026-01-01T10:00:00Z',
  isRead: true,
  isDraft: false,
  hasAttachments: false,
  importance: 'normal',
  flagged: false,
  preview: '',
  sentAt: null,
  folderId: null,
  categories: [],
  remoteContentBlocked: false,
  originalAt: null,
  invitation: null,
  unsubscribe: null,
  authentication: null,
  isExternal: null,
  isReadReceiptRequested: false,
  isDeliveryReceiptRequested: false,
  body: { contentType: 'text', content: '' },
  attachments: [],
};

describe('the recipients of a reply', () => {
  it('are the author', () => {
    expect(replyRecipients('reply', MESSAGE, ME)).toEqual({ to: [ann], cc: [] });
  });

  it('are the addresses to which the author wants replies', () => {
    expect(replyRecipients('reply', { ...MESSAGE, replyTo: [bob] }, ME).to).toEqual([bob]);
  });

  it('are everybody but me for all', () => {
    expect(replyRecipients('reply-all', { ...MESSAGE, cc: [me, bob] }, ME)).toEqual({ to: [ann, bob], cc: [] });
  });

  it('are the people I wrote to when I reply to myself', () => {
    expect(replyRecipients('reply', { ...MESSAGE, from: me, to: [bob] }, ME).to).toEqual([bob]);
  });

  it('omit each of my addresses', () => {
    const alias = { name: 'Me', address: 'first.last@a.example' };
    const own = [...ME, alias.address];
    expect(replyRecipients('reply-all', { ...MESSAGE, to: [alias, bob], cc: [me] }, own)).toEqual({
      to: [ann, bob],
      cc: [],
    });
    expect(replyRecipients('reply', { ...MESSAGE, from: alias, to: [bob] }, own).to).toEqual([bob]);
  });

  it('omit recipients without an address, such as the list name of a message to hidden recipients', () => {
    const hidden = { name: 'undisclosed-recipients:', address: '' };
    expect(replyRecipients('reply-all', { ...MESSAGE, to: [hidden, bob], cc: [hidden] }, ME)).toEqual({
      to: [ann, bob],
      cc: [],
    });
    expect(replyRecipients('reply', { ...MESSAGE, from: me, to: [hidden] }, ME).to).toEqual([]);
  });

  it('are empty for forwarding', () => {
    expect(replyRecipients('forward', MESSAGE, ME)).toEqual({ to: [], cc: [] });
  });
});

describe('the text of a reply', () => {
  it('has one prefix, even when the other side has one in its own language', () => {
    expect(replySubject('reply', 'Plan')).toBe('Re: Plan');
    expect(replySubject('reply', 'AW: Plan')).toBe('AW: Plan');
    expect(replySubject('forward', 'Plan')).toBe('Fw: Plan');
    for (const subject of ['RV: Plan', 'TR : Plan', 'WG: Plan', 'إعادة توجيه: Plan', 'ENC: Plan', '転送: Plan']) {
      expect(replySubject('forward', subject)).toBe(subject);
      expect(replySubject('reply', subject)).toBe(`Re: ${subject}`);
    }
    for (const subject of ['رد: Plan', 'RÉ : Plan', '返信: Plan', 'RE：Plan']) {
      expect(replySubject('reply', subject)).toBe(subject);
    }
  });

  it('quotes names and subjects as text', () => {
    const html = quoteHeader(MESSAGE, 'en');
    expect(html).toContain('Plan &lt;1&gt;');
    expect(html).toContain('Bob &lt;b&gt;');
    expect(html).not.toContain('<1>');
  });
});
