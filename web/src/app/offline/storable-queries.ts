import type { QueryKey } from '@tanstack/react-query';
import { storedMessageName } from '../../mailbox/messages-query.js';
import { allMessages, type MessagePages } from '../../mailbox/pages.js';
import { type StoredKind, mostRows } from '../../platform/offline/copy-rules.js';
import { listKey, type ListView } from '../../platform/routes.js';

export interface Storable {
  readonly kind: StoredKind;
  readonly name: string;
  readonly value: unknown;
  /** The time at which the service sent it; undefined: the time at which it got onto the page. */
  readonly at?: number;
}

interface Known {
  readonly isOpened: (messageId: string) => boolean;
  readonly listTime: (key: string) => number | undefined;
}

/**
 * What is stored of the page's queries: lists as the user last saw them, including their own changes, and messages that they opened.
 * Searches and prefetched messages are not stored.
 */
export function storableOf([what, ...rest]: QueryKey, data: unknown, known: Known): Storable | undefined {
  if (data === undefined) {
    return undefined;
  }
  switch (what) {
    case 'permissions':
    case 'folders':
      return { kind: what, name: what, value: data };
    case 'message': {
      const [id, remoteContent] = rest as [string, boolean];
      return known.isOpened(id)
        ? { kind: 'message', name: storedMessageName(id, remoteContent), value: data }
        : undefined;
    }
    case 'messages':
      return storedList(rest, data as MessagePages, known);
    default:
      return undefined;
  }
}

function storedList(rest: readonly unknown[], data: MessagePages, known: Known): Storable | undefined {
  const [folder, search, unreadOnly, filter, sort] = rest;
  const key = listKey({ folder, search, unreadOnly, filter, sort } as ListView);
  const at = known.listTime(key);
  const [first] = data.pages;
  if (search !== '' || at === undefined || first === undefined) {
    return undefined;
  }
  return {
    kind: 'list',
    name: key,
    at,
    // A getter, because the value is needed less often than the rest.
    get value() {
      return { ...first, items: allMessages(data).slice(0, mostRows), nextCursor: null };
    },
  };
}
