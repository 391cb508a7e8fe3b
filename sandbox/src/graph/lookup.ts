import type { GraphCall } from './graph-call.js';
import { GraphError, itemNotFound, malformedId, unknownSegment } from './graph-error.js';
import type { MailFolder } from './mailbox/folders.js';
import { couldBeIdOf } from './mailbox/ids.js';
import type { MailItem, StoredAttachment } from './mailbox/mail-item.js';
import { etagOf } from './shape/message-shape.js';

function notFound(call: GraphCall, id: string): GraphError {
  return couldBeIdOf(call.mailbox.guid, id) ? itemNotFound() : malformedId();
}

export function requireFolder(call: GraphCall, idOrName = call.param('folder')): MailFolder {
  const folder = call.mailbox.folders.find(idOrName);
  if (folder !== undefined && isMade(call, folder)) {
    return folder;
  }
  throw notFound(call, idOrName);
}

/** Whether the folder exists: default folders are created lazily. */
export function isMade(call: GraphCall, { wellKnownName }: MailFolder): boolean {
  const isFirst = wellKnownName === null || wellKnownName === 'msgfolderroot' || wellKnownName === 'inbox';
  return isFirst || !call.graphState.conditions.hasOnlyInbox(call.caller.user);
}

export function requireMessage(call: GraphCall): MailItem {
  const id = call.param('message');
  const item = call.mailbox.find(id);
  if (item !== undefined) {
    return item;
  }
  throw notFound(call, id);
}

export function requireAttachment(call: GraphCall, item: MailItem): StoredAttachment {
  const id = call.param('attachment');
  const attachment = call.mailbox.findAttachment(item, id);
  if (attachment !== undefined) {
    return attachment;
  }
  throw notFound(call, id);
}

/** `permanentDelete` exists in the global cloud only. Elsewhere it is an unknown segment. */
export function requirePermanentDelete(call: GraphCall): void {
  if (call.graphState.conditions.settings.cloud !== 'global') {
    throw unknownSegment('permanentDelete');
  }
}

/** Refuses an `If-Match` with an older etag: another client changed the item first. */
export function checkIfMatch(call: GraphCall, item: MailItem): void {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === etagOf(item, call.mailbox)) {
    return;
  }
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
}
