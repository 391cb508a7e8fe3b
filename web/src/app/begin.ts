import { folderDepth, messageQuery } from '../mailbox/list-request.js';
import { askEarly, type FirstPage } from '../platform/early-requests.js';
import type { StartQuery } from '../platform/start-response.js';

/** Requests the data of the first page while the code of that page is still loading. */
export function askForFirstPage(first: FirstPage): void {
  askEarly('/api/mail/start', { query: startQuery(first) });
  if (first.messageId !== undefined) {
    askEarly('/api/mail/messages/{id}', { path: { id: first.messageId }, query: { body: 'html' } });
  }
}

export function startQuery({ list }: FirstPage): StartQuery {
  return { ...messageQuery(list, undefined), folderDepth };
}
