import { graphPath, withQuery } from '../../graph/index.js';
import { summaryProperties } from '../model/index.js';
import type { MessageQuery } from './message-requests.js';

const properties = {
  'receivedAt desc': 'receivedDateTime desc',
  'receivedAt asc': 'receivedDateTime asc',
  'subject asc': 'subject asc',
  'subject desc': 'subject desc',
  'from asc': 'from/emailAddress/name asc',
  'from desc': 'from/emailAddress/name desc',
} as const satisfies Record<NonNullable<MessageQuery['orderBy']>, string>;

/**
 * The first page of a list, in a form that Graph accepts: `$search` goes with neither `$orderby` nor `$filter`, and the
 * property that is ordered by must lead the filter (`SearchWithOrderBy`, `InefficientFilter`).
 */
export function messageListPath({ folder, conversation, top, search, unread, orderBy }: MessageQuery): string {
  const conditions = [
    ...(conversation === undefined ? [] : [`conversationId eq '${conversation.replaceAll("'", "''")}'`]),
    ...(unread === true ? ['isRead eq false'] : []),
  ];
  const isSearch = search !== undefined;
  return withQuery(messagesPath(folder), {
    $top: top,
    $select: folder === 'all' ? `${summaryProperties},parentFolderId` : summaryProperties,
    $search: isSearch ? `"${escapeSearch(search)}"` : undefined,
    $orderby: isSearch ? undefined : properties[orderBy ?? 'receivedAt desc'],
    $filter:
      conditions.length === 0 ? undefined : ['receivedDateTime ge 1900-01-01T00:00:00Z', ...conditions].join(' and '),
  });
}

function messagesPath(folder: string): string {
  return folder === 'all' ? '/me/messages' : graphPath`/me/mailFolders/${folder}/messages`;
}

/** The text is one quoted KQL expression; what could end the quotes is escaped. */
function escapeSearch(search: string): string {
  return search.replace(/[\\"]/g, '\\$&');
}
