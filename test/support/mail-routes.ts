import { randomUUID } from 'node:crypto';

import type { SeenAnswer } from './open-api.js';
import type { UserAgent } from './user-agent.js';
import type { TestSystem } from './test-system.js';

/** Names that a request of the table below may use; ids of existing items. */
export interface MailThings {
  readonly message: string;
  readonly draft: string;
  readonly conversation: string;
  readonly draftAttachment: string;
  readonly attachment: string;
  readonly folder: string;
  readonly invitation: string;
  /** A message of a mailing list with one-click unsubscribe. */
  readonly newsletter: string;
  /** A message that was scheduled for a future time. */
  readonly waitingDraft: string;
}

export interface MailRoute {
  /** `operationId` of the document. */
  readonly id: string;
  readonly needs: readonly string[];
  readonly method: string;
  readonly path: (things: MailThings) => string;
  readonly status: number;
  /** Sent as JSON, or unchanged when it is a buffer. */
  readonly body?: object;
}

const body = { contentType: 'text', content: 'Hello' };
const to = [{ name: 'Bilal', address: 'bilal@contoso.example' }];
const read = ['mail.read'];
const send = ['mail.send'];
const write = ['mail.write'];
const settings = ['mailbox.settings'];
const people = ['people.read'];
function message({ message: id }: MailThings): string {
  return `/api/mail/messages/${id}`;
}
function draft({ draft: id }: MailThings): string {
  return `/api/mail/drafts/${id}`;
}

/** Every route of the mail API (docs/api.md) as a request that succeeds, in an order in which each can. */
export const mailRoutes: readonly MailRoute[] = [
  { id: 'getProfile', needs: ['profile.read'], method: 'GET', path: () => '/api/me', status: 200 },
  { id: 'getProfilePhoto', needs: ['profile.read'], method: 'GET', path: () => '/api/me/photo', status: 200 },
  { id: 'listFolders', needs: read, method: 'GET', path: () => '/api/mail/folders', status: 200 },
  { id: 'startMail', needs: read, method: 'GET', path: () => '/api/mail/start?top=5', status: 200 },
  {
    id: 'getConversation',
    needs: read,
    method: 'GET',
    path: ({ conversation }) => `/api/mail/conversations/${conversation}?top=5`,
    status: 200,
  },
  {
    id: 'listMessages',
    needs: read,
    method: 'GET',
    path: () => '/api/mail/messages?folder=inbox&top=25&unread=true&orderBy=receivedAt%20desc',
    status: 200,
  },
  {
    id: 'createFolder',
    needs: write,
    method: 'POST',
    path: () => '/api/mail/folders',
    body: { name: `Made at ${randomUUID()}` },
    status: 201,
  },
  {
    id: 'updateFolder',
    needs: write,
    method: 'PATCH',
    path: (things) => `/api/mail/folders/${things.folder}`,
    body: { name: `Renamed at ${randomUUID()}` },
    status: 200,
  },
  {
    id: 'emptyFolder',
    needs: write,
    method: 'POST',
    path: (things) => `/api/mail/folders/${things.folder}/empty`,
    status: 202,
  },
  {
    id: 'markFolderRead',
    needs: write,
    method: 'POST',
    path: (things) => `/api/mail/folders/${things.folder}/mark-all-read`,
    status: 202,
  },
  {
    id: 'deleteFolder',
    needs: write,
    method: 'DELETE',
    path: (things) => `/api/mail/folders/${things.folder}`,
    status: 204,
  },
  { id: 'listCategories', needs: settings, method: 'GET', path: () => '/api/mail/categories', status: 200 },
  { id: 'getAutomaticReplies', needs: settings, method: 'GET', path: () => '/api/mail/automatic-replies', status: 200 },
  {
    id: 'setAutomaticReplies',
    needs: settings,
    method: 'PUT',
    path: () => '/api/mail/automatic-replies',
    body: { status: 'always', internalMessage: '<p>Away</p>' },
    status: 200,
  },
  {
    id: 'blockSender',
    needs: settings,
    method: 'PUT',
    path: () => '/api/mail/blocked-senders/spam%40shop.example.net',
    status: 204,
  },
  { id: 'listBlockedSenders', needs: settings, method: 'GET', path: () => '/api/mail/blocked-senders', status: 200 },
  {
    id: 'unblockSender',
    needs: settings,
    method: 'DELETE',
    path: () => '/api/mail/blocked-senders/spam%40shop.example.net',
    status: 204,
  },
  { id: 'findPeople', needs: people, method: 'GET', path: () => '/api/people?search=bilal&top=5', status: 200 },
  {
    id: 'getPersonPhoto',
    needs: people,
    method: 'GET',
    path: () => '/api/people/a11ce001-0001-4c0a-8a01-c0a505010001/photo',
    status: 200,
  },
  {
    id: 'answerInvitation',
    needs: ['mail.read', 'calendar.respond'],
    method: 'POST',
    path: (things) => `/api/mail/messages/${things.invitation}/invitation`,
    body: { response: 'accept', comment: 'See you' },
    status: 202,
  },
  {
    id: 'unsubscribe',
    needs: read,
    method: 'POST',
    path: (things) => `/api/mail/messages/${things.newsletter}/unsubscribe`,
    status: 200,
  },
  {
    id: 'listScheduledMessages',
    needs: read,
    method: 'GET',
    path: () => '/api/mail/drafts/scheduled',
    status: 200,
  },
  {
    id: 'cancelScheduledSend',
    needs: write,
    method: 'DELETE',
    path: (things) => `/api/mail/drafts/${things.waitingDraft}/send`,
    status: 204,
  },
  { id: 'getMessage', needs: read, method: 'GET', path: (things) => `${message(things)}?body=html`, status: 200 },
  {
    id: 'downloadAttachment',
    needs: read,
    method: 'GET',
    path: (things) => `${message(things)}/attachments/${things.attachment}`,
    status: 200,
  },
  {
    id: 'downloadAttachments',
    needs: read,
    method: 'GET',
    path: (things) => `${message(things)}/attachments.zip`,
    status: 200,
  },
  {
    id: 'downloadMessageSource',
    needs: read,
    method: 'GET',
    path: (things) => `${message(things)}/source`,
    status: 200,
  },
  { id: 'listChanges', needs: read, method: 'GET', path: () => '/api/mail/changes?folder=inbox', status: 200 },
  { id: 'mailEvents', needs: read, method: 'GET', path: () => '/api/mail/events', status: 200 },
  {
    id: 'sendMail',
    needs: send,
    method: 'POST',
    path: () => '/api/mail/messages',
    body: {
      to,
      cc: to,
      bcc: to,
      replyTo: to,
      subject: 'Every member',
      body,
      importance: 'high',
      attachments: [{ name: 'a.txt', contentType: 'text/plain', contentBytes: 'aGVsbG8=' }],
      saveToSentItems: true,
    },
    status: 202,
  },
  {
    id: 'replyToMessage',
    needs: send,
    method: 'POST',
    path: (things) => `${message(things)}/reply`,
    body: { body },
    status: 202,
  },
  {
    id: 'replyAllToMessage',
    needs: send,
    method: 'POST',
    path: (things) => `${message(things)}/reply-all`,
    body: { body },
    status: 202,
  },
  {
    id: 'forwardMessage',
    needs: send,
    method: 'POST',
    path: (things) => `${message(things)}/forward`,
    body: { to, body },
    status: 202,
  },
  {
    id: 'updateMessage',
    needs: write,
    method: 'PATCH',
    path: message,
    body: { isRead: true, flagged: true, categories: ['Red category'], importance: 'high' },
    status: 200,
  },
  {
    id: 'actOnMessages',
    needs: write,
    method: 'POST',
    path: () => '/api/mail/messages/actions',
    body: { ids: ['AAMkADAwMissing='], action: 'mark-read' },
    status: 200,
  },
  {
    id: 'createDraft',
    needs: write,
    method: 'POST',
    path: () => '/api/mail/drafts',
    body: { to, subject: 'A draft', body },
    status: 201,
  },
  {
    id: 'updateDraft',
    needs: write,
    method: 'PATCH',
    path: draft,
    body: { subject: 'A changed draft' },
    status: 200,
  },
  {
    id: 'addDraftAttachment',
    needs: write,
    method: 'POST',
    path: (things) => `${draft(things)}/attachments?name=a.bin&contentType=application%2Foctet-stream`,
    body: Buffer.from('a small file'),
    status: 201,
  },
  {
    id: 'deleteDraftAttachment',
    needs: write,
    method: 'DELETE',
    path: (things) => `${draft(things)}/attachments/${things.draftAttachment}`,
    status: 204,
  },
  {
    id: 'sendDraft',
    needs: [...write, ...send],
    method: 'POST',
    path: (things) => `${draft(things)}/send`,
    status: 202,
  },
  { id: 'deleteDraft', needs: write, method: 'DELETE', path: draft, status: 204 },
  {
    id: 'moveMessage',
    needs: write,
    method: 'POST',
    path: (things) => `${message(things)}/move`,
    body: { folder: 'archive' },
    status: 200,
  },
  { id: 'deleteMessage', needs: write, method: 'DELETE', path: message, status: 204 },
];

/** Sends the request as the SPA does. For an endless stream, only the head of the response is read. */
export async function request(
  browser: UserAgent,
  { method, path, body: content }: Pick<MailRoute, 'method' | 'path' | 'body'>,
  things: MailThings,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<SeenAnswer> {
  const url = new URL(path(things), browser.origin);
  const isRaw = content instanceof Uint8Array;
  const defaults = {
    cookie: browser.cookies.header(url, () => true),
    'x-csrf': '1',
    'sec-fetch-site': 'same-origin',
    ...(content === undefined ? {} : { 'content-type': isRaw ? 'application/octet-stream' : 'application/json' }),
  };
  const sent = Object.entries({ ...defaults, ...headers }).filter((entry): entry is [string, string] => !!entry[1]);
  const abort = new AbortController();
  const response = await fetch(url, {
    method,
    headers: sent,
    signal: abort.signal,
    ...(content === undefined ? {} : { body: isRaw ? content : JSON.stringify(content) }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return { status: response.status, headers: response.headers, text: '' };
  }
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A new message with an attachment, and a new draft. */
export async function newThings(system: TestSystem, browser: UserAgent, username: string): Promise<MailThings> {
  const { immutableId } = system.sandbox.control.graph.deliver(username, {
    subject: 'With a file',
    body: { contentType: 'html', content: '<p>Hello</p>' },
    attachments: [{ name: 'a.txt', contentType: 'text/plain', contentBytes: 'aGVsbG8=' }],
  });
  const attachments = [{ name: 'a.txt', contentBytes: 'aGVsbG8=' }];
  const draftAnswer = await browser.xhr('POST', '/api/mail/drafts', { to, subject: 'A draft', body, attachments });
  const { id, conversationId } = JSON.parse(draftAnswer.text) as { id: string; conversationId: string };
  const { immutableId: invitation } = system.sandbox.control.graph.deliver(username, {
    subject: 'A meeting',
    meeting: { meetingMessageType: 'meetingRequest', startsAt: 0, endsAt: 1, location: 'Here' },
  });
  const { immutableId: newsletter } = system.sandbox.control.graph.deliver(username, {
    subject: 'News',
    headers: [
      // No server responds there: the outcome shows it.
      { name: 'List-Unsubscribe', value: '<https://127.0.0.1/leave>' },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      { name: 'Authentication-Results', value: 'dkim=pass header.d=news.example' },
    ],
  });
  const folder = await browser.xhr('POST', '/api/mail/folders', { name: randomUUID() });
  const waiting = await browser.xhr('POST', '/api/mail/drafts', { to, subject: 'Later', body });
  const { id: waitingDraft } = JSON.parse(waiting.text) as { id: string };
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  await browser.xhr('POST', `/api/mail/drafts/${waitingDraft}/send`, { sendAt });
  const attachmentOf = async (messageId: string): Promise<string> => {
    const { text } = await browser.xhr('GET', `/api/mail/messages/${messageId}`);
    return (JSON.parse(text) as { attachments: { id: string }[] }).attachments[0]?.id ?? '';
  };
  return {
    message: immutableId,
    invitation,
    newsletter,
    waitingDraft,
    folder: (JSON.parse(folder.text) as { id: string }).id,
    draft: id,
    conversation: encodeURIComponent(conversationId),
    attachment: await attachmentOf(immutableId),
    draftAttachment: await attachmentOf(id),
  };
}
