import fc from 'fast-check';

import { attachmentOf, changeOf, detailsOf, summaryOf } from './graph-message.js';
import { messageSummarySchema } from './message.schema.js';

const graphMessage = {
  '@odata.etag': 'W/"x"',
  id: 'M1',
  conversationId: 'C1',
  subject: 'Hello',
  from: { emailAddress: { name: 'Bob', address: 'bob@x.example' } },
  toRecipients: [{ emailAddress: { name: 'Alice', address: 'alice@x.example' } }],
  ccRecipients: [{ emailAddress: { address: 'carol@x.example' } }],
  bccRecipients: [],
  replyTo: [],
  receivedDateTime: '2026-11-22T10:00:00Z',
  sentDateTime: '0001-01-01T00:00:00Z',
  isRead: true,
  isDraft: false,
  hasAttachments: true,
  importance: 'high',
  flag: { flagStatus: 'flagged' },
  bodyPreview: 'Hi',
  parentFolderId: 'F1',
  categories: ['Red category'],
  isReadReceiptRequested: true,
  isDeliveryReceiptRequested: null,
  body: { contentType: 'html', content: '<p>Hi</p>' },
  attachments: [
    {
      id: 'A1',
      name: 'a.txt',
      contentType: 'text/plain',
      size: 5,
      isInline: false,
      contentId: null,
      kind: 'file',
      url: null,
    },
  ],
};

const summary = {
  id: 'M1',
  conversationId: 'C1',
  subject: 'Hello',
  from: { name: 'Bob', address: 'bob@x.example' },
  to: [{ name: 'Alice', address: 'alice@x.example' }],
  receivedAt: '2026-11-22T10:00:00Z',
  isRead: true,
  isDraft: false,
  hasAttachments: true,
  importance: 'high',
  flagged: true,
  preview: 'Hi',
  categories: ['Red category'],
  inferenceClassification: 'focused' as const,
  isReadReceiptRequested: true,
};

describe('the mapping of a message of Graph', () => {
  it('gives a summary', () => {
    expect(summaryOf(graphMessage)).toEqual(summary);
    expect(summaryOf({ ...graphMessage, isReadReceiptRequested: false })).not.toHaveProperty('isReadReceiptRequested');
  });

  it('gives the details', () => {
    expect(detailsOf(graphMessage)).toEqual({
      summary,
      cc: [{ name: '', address: 'carol@x.example' }],
      bcc: [],
      replyTo: [],
      sentAt: null,
      folderId: 'F1',
      categories: ['Red category'],
      isReadReceiptRequested: true,
      isDeliveryReceiptRequested: false,
      body: { contentType: 'html', content: '<p>Hi</p>' },
      attachments: [
        {
          id: 'A1',
          name: 'a.txt',
          contentType: 'text/plain',
          size: 5,
          isInline: false,
          contentId: null,
          kind: 'file',
          url: null,
        },
      ],
      unreadable: 0,
    });
  });

  it('accepts a draft without sender, subject and recipients', () => {
    const draft = { id: 'M2', subject: null, from: null, toRecipients: [], isDraft: true };

    expect(summaryOf(draft)).toMatchObject({ subject: '', from: null, to: [], receivedAt: null, isDraft: true });
  });

  it('has only the members of a change that were sent', () => {
    expect(changeOf({ id: 'M1', isRead: true, '@odata.type': '#microsoft.graph.message' })).toEqual({
      id: 'M1',
      isRead: true,
    });
    expect(changeOf({ ...graphMessage, inferenceClassification: 'focused' })).toEqual(summary);
  });

  it.each([undefined, null, 'text', [], {}, { id: 7 }, { id: '' }])('refuses %j', (value) => {
    expect(() => summaryOf(value)).toThrow('graph_error');
  });

  it('fits the documented shape whatever the members are', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.constant({ emailAddress: { name: 7 } }),
      fc.constant([{ emailAddress: null }]),
    );
    const members = Object.fromEntries(Object.keys(graphMessage).map((name) => [name, anything]));
    fc.assert(
      fc.property(fc.record(members, { requiredKeys: [] }), (message) => {
        const mapped = summaryOf({ ...message, id: 'M1' });
        expect(messageSummarySchema.safeParse(mapped).error).toBeUndefined();
      }),
    );
  });

  it('names an attachment without a type, a size or a content id', () => {
    expect(attachmentOf({ id: 'A1', name: 'Forwarded', contentType: null, size: 'big' })).toEqual({
      id: 'A1',
      name: 'Forwarded',
      contentType: null,
      size: 0,
      isInline: false,
      contentId: null,
      kind: 'file',
      url: null,
    });
  });

  it.each([
    ['#microsoft.graph.itemAttachment', undefined, 'item', null],
    ['#Microsoft.Graph.ReferenceAttachment', 'https://files.example/a', 'reference', 'https://files.example/a'],
    ['#microsoft.graph.referenceAttachment', 'http://files.example/a', 'reference', null],
    ['#microsoft.graph.referenceAttachment', 'javascript:alert(1)', 'reference', null],
    ['#microsoft.graph.fileAttachment', 'https://files.example/a', 'file', null],
  ])('reports the kind of an attachment by %s, and a link by %s', (type, sourceUrl, kind, url) => {
    expect(attachmentOf({ '@odata.type': type, id: 'A1', sourceUrl })).toMatchObject({ kind, url });
  });
});
