import { graphPath, withQuery } from '../../graph/index.js';
import { attachmentProperties, messageProperties, summaryProperties } from '../model/index.js';
import type { MessageQuery } from './message-requests.js';

const properties = {
  'receivedAt desc': 'receivedDateTime desc',
  'receivedAt asc': 'receivedDateTime asc',
  'subject asc': 'subject asc',
  'subject desc': 'subject desc',
  'from asc': 'from/emailAddress/name asc',
  'from desc': 'from/emailAddress/name desc',
} as const satisfies Record<NonNullable<MessageQuery['orderBy']>, string>;

/** Leads a filter whose result is ordered by time. */
const ordered = 'receivedDateTime ge 1900-01-01T00:00:00Z';

/** The properties of a shown message. */
const wholeMessage = { $select: messageProperties, $expand: `attachments($select=${attachmentProperties})` };

/**
 * The first page of a list, in a form that Graph accepts: `$search` excludes `$orderby` and `$filter`, and the property
 * of the order must lead the filter (`SearchWithOrderBy`, `InefficientFilter`).
 */
export function messageListPath(query: MessageQuery): string {
  const { folder, top, search, orderBy } = query;
  const conditions = conditionsOf(query);
  const isSearch = search !== undefined;
  return withQuery(messagesPath(folder), {
    $top: top,
    $select: folder === 'all' ? `${summaryProperties},parentFolderId` : summaryProperties,
    $search: isSearch ? `"${escapeSearch(search)}"` : undefined,
    $orderby: isSearch ? undefined : properties[orderBy ?? 'receivedAt desc'],
    $filter: conditions.length === 0 ? undefined : [ordered, ...conditions].join(' and '),
  });
}

/** The newest messages of a conversation with the properties of `messagePath`. */
export function conversationPath(conversation: string, top: number): string {
  return withQuery('/me/messages', {
    $top: top,
    ...wholeMessage,
    $orderby: properties['receivedAt desc'],
    $filter: [ordered, isOfConversation(conversation)].join(' and '),
  });
}

export function messagePath(id: string): string {
  return withQuery(graphPath`/me/messages/${id}`, wholeMessage);
}

function isOfConversation(id: string): string {
  return `conversationId eq ${quoted(id)}`;
}

function conditionsOf(query: MessageQuery): string[] {
  const { conversation, unread, flagged, hasAttachments, category, inferenceClassification } = query;
  return [
    ...(conversation === undefined ? [] : [isOfConversation(conversation)]),
    ...(unread === true ? ['isRead eq false'] : []),
    ...(flagged === true ? ["flag/flagStatus eq 'flagged'"] : []),
    ...(hasAttachments === true ? ['hasAttachments eq true'] : []),
    ...(category === undefined ? [] : [`categories/any(c:c eq ${quoted(category)})`]),
    ...(inferenceClassification === undefined ? [] : [`inferenceClassification eq '${inferenceClassification}'`]),
  ];
}

/** A string literal of OData. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function messagesPath(folder: string): string {
  return folder === 'all' ? '/me/messages' : graphPath`/me/mailFolders/${folder}/messages`;
}

/** The text is one quoted KQL expression; what could end the quotes is escaped. */
function escapeSearch(search: string): string {
  return search.replace(/[\\"]/g, '\\$&');
}
