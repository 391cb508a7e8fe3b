import type { Message } from '../client/index.js';
import { changedContent, contentOf, type Draft, emptyDraft, isBlank, isUnsaved } from './draft.js';
import { draftChange, draftFromMessage, newDraft, refreshed } from './draft-input.js';

const EMPTY = emptyDraft('d', '/mail/inbox', 0);
const WRITTEN: Draft = { ...EMPTY, subject: 'Plan', html: '<p>x</p>', isTouched: true };
const FILE = { id: 'f', name: 'a.txt', contentType: 'text/plain', size: 3 };

const MESSAGE: Message = {
  id: 'M',
  conversationId: 'C',
  subject: 'Plan',
  from: null,
  to: [{ name: 'A', address: 'a@b.example' }],
  cc: [],
  bcc: [{ name: 'Hidden', address: 'hidden@b.example' }],
  replyTo: [],
  receivedAt: null,
  isRead: true,
  isDraft: true,
  hasAttachments: true,
  importance: 'high',
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
  isReadReceiptRequested: true,
  isDeliveryReceiptRequested: false,
  body: { contentType: 'html', content: '<p>Hi <img src="cid:1"></p>' },
  attachments: [
    { id: 'A', name: 'a.txt', contentType: null, size: 3, isInline: false, contentId: null, kind: 'file', url: null },
    {
      id: 'I',
      name: 'logo.png',
      contentType: 'image/png',
      size: 3,
      isInline: true,
      contentId: '1',
      kind: 'file',
      url: null,
    },
  ],
};
function fromMessage(): Draft {
  return draftFromMessage(MESSAGE, ({ content }) => content, { id: 'd', returnTo: '/mail/drafts', now: 5 });
}

describe('a draft', () => {
  it('is stored once it has content; a reply once something was written', () => {
    expect([EMPTY, { ...EMPTY, html: '<p><br></p>' }, { ...EMPTY, kind: 'reply' as const }].map(isBlank)).toEqual([
      true,
      true,
      true,
    ]);
    expect([WRITTEN, { ...EMPTY, attachments: [FILE] }].map(isBlank)).toEqual([false, false]);
  });

  it('is unsaved until the mailbox has its text and its files', () => {
    const saved = { ...WRITTEN, mailbox: { id: 'M', isCurrent: true } };
    expect([EMPTY, saved, { ...saved, attachments: [{ ...FILE, remoteId: 'A' }] }].map(isUnsaved)).toEqual([
      false,
      false,
      false,
    ]);
    expect(
      [WRITTEN, { ...saved, attachments: [FILE] }, { ...saved, mailbox: { id: 'M', isCurrent: false } }].map(isUnsaved),
    ).toEqual([true, true, true]);
  });

  it('is saved by what differs from the mailbox, or complete when that is unknown', () => {
    const now = { ...WRITTEN, subject: 'New plan', to: [...WRITTEN.to] };
    expect(changedContent(contentOf(WRITTEN), now)).toEqual(['subject']);
    expect(draftChange(now, ['subject', 'html'])).toEqual({
      subject: 'New plan',
      body: { contentType: 'html', content: '<p>x</p>' },
    });
    expect(changedContent(undefined, now)).toHaveLength(8);
    expect(draftChange(now, ['isReadReceiptRequested'])).toEqual({ isReadReceiptRequested: false });
  });

  it('that is a reply belongs to the conversation while the original exists', () => {
    const reply: Draft = { ...WRITTEN, kind: 'reply-all', sourceId: 'S' };
    expect(newDraft(reply, { inConversation: true })).toMatchObject({ inReplyTo: 'S', replyAll: true });
    expect(newDraft(reply, { inConversation: false })).not.toHaveProperty('inReplyTo');
    expect(newDraft(WRITTEN, { inConversation: true })).not.toHaveProperty('inReplyTo');
  });

  it('requests receipts from the beginning, and does not mention those that it does not request', () => {
    const asking = newDraft({ ...WRITTEN, isReadReceiptRequested: true }, { inConversation: true });
    expect(asking).toMatchObject({ isReadReceiptRequested: true });
    expect(asking).not.toHaveProperty('isDeliveryReceiptRequested');
  });
});

describe('a draft of the mailbox', () => {
  it('is opened with all of its content, hidden recipients and files too', () => {
    expect(fromMessage()).toMatchObject({
      bcc: MESSAGE.bcc,
      importance: 'high',
      isReadReceiptRequested: true,
      isDeliveryReceiptRequested: false,
      attachments: [
        { id: 'A', remoteId: 'A', name: 'a.txt', contentType: 'application/octet-stream' },
        { id: 'I', remoteId: 'I', contentId: '1' },
      ],
      mailbox: { id: 'M', isCurrent: true },
      hasPictures: false,
    });
  });

  it('replaces the stored version, but not files that wait for their upload', () => {
    const waiting = { ...FILE, id: 'w', name: 'waiting.bin' };
    const known = { ...WRITTEN, kind: 'reply' as const, attachments: [FILE, waiting] };
    const draft = refreshed(known, fromMessage());
    expect([draft.kind, draft.html]).toEqual(['reply', MESSAGE.body.content]);
    expect(draft.attachments.map(({ id }) => id)).toEqual(['A', 'I', 'w']);
  });

  it('drops a waiting file when the mailbox has it, although its size there is slightly larger', () => {
    const arrived = { ...FILE, id: 'w', name: 'a.txt', size: 2 };
    const picture = { ...FILE, id: 'p', name: 'image.png', size: 99_999, contentId: '1' };
    const other = { ...FILE, id: 'o', name: 'a.txt', size: 5_000 };
    const draft = refreshed({ ...WRITTEN, attachments: [arrived, picture, other] }, fromMessage());
    expect(draft.attachments.map(({ id }) => id)).toEqual(['A', 'I', 'o']);
  });

  it('drops only one waiting file for each that has arrived', () => {
    const first = { ...FILE, id: 'w1', size: 2 };
    const second = { ...FILE, id: 'w2', size: 1 };
    const draft = refreshed({ ...WRITTEN, attachments: [first, second] }, fromMessage());
    expect(draft.attachments.map(({ id }) => id)).toEqual(['A', 'I', 'w2']);
  });

  it('preserves a waiting file when the mailbox had a file with the same name before', () => {
    const before = { ...FILE, id: 'b', remoteId: 'A' };
    const next = { ...FILE, id: 'n', size: 2 };
    const draft = refreshed({ ...WRITTEN, attachments: [before, next] }, fromMessage());
    expect(draft.attachments.map(({ id }) => id)).toEqual(['A', 'I', 'n']);
  });
});
