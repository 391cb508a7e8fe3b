import type { GraphCall } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import type { MailContent } from '../mailbox/mail-item.js';
import { readMime } from '../mailbox/mime-read.js';

/** Mail may be given as MIME: base64 of the source, sent as text/plain. */
export function isMime(call: GraphCall): boolean {
  return /^text\/plain\b/i.test(call.headers['content-type'] ?? '');
}

export function readMimeBody(call: GraphCall): Partial<MailContent> {
  const text = (call.body ?? Buffer.alloc(0)).toString('latin1').trim();
  const refused = new GraphError(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  if (text === '' || !/^[A-Za-z0-9+/\r\n]+={0,2}$/.test(text)) {
    throw refused;
  }
  const message = readMime(Buffer.from(text, 'base64'), call.now);
  if (message === undefined) {
    throw new GraphError(400, 'ErrorMimeContentInvalid', 'The MIME content is invalid.');
  }
  return message;
}
