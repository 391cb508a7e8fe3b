export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'mail'; readonly list: ListView; readonly messageId: string | undefined }
  | { readonly name: 'compose'; readonly draftId: string | undefined; readonly messageId: string | undefined }
  | { readonly name: 'settings' }
  | { readonly name: 'not-found' };

/** The content of the message list. All of it is in the address, and survives a reload and a round trip to Entra. */
export interface ListView {
  /** A well-known name or an id. */
  readonly folder: string;
  readonly search: string;
  readonly unreadOnly: boolean;
  readonly filter: ListFilter;
  readonly sort: ListSort;
}

/** An additional filter of the list; of categories only one. */
export type ListFilter = '' | 'flagged' | 'attachments' | 'focused' | 'other' | `category:${string}`;

/** `''`: the newest first. */
export type ListSort = '' | 'oldest' | 'from' | 'subject';

const FILTERS: readonly string[] = ['flagged', 'attachments', 'focused', 'other'];
const SORTS: readonly string[] = ['oldest', 'from', 'subject'];

export const INBOX: ListView = { folder: 'inbox', search: '', unreadOnly: false, filter: '', sort: '' };

/** Identifies a list. */
export function listKey(list: ListView): string {
  return query(list) === '' ? list.folder : `${list.folder}${query(list)}`;
}

export function parseRoute(location: string): Route {
  const url = new URL(location, 'http://local');
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [first, second, third] = parts;
  if (parts.some((part) => part === undefined)) {
    return { name: 'not-found' };
  }
  if (first === undefined) {
    return { name: 'home' };
  }
  if (first === 'mail' && parts.length <= 3) {
    return { name: 'mail', list: listView(second ?? 'inbox', url.searchParams), messageId: third };
  }
  if (first === 'compose' && parts.length === 1) {
    const draftId = url.searchParams.get('draft') ?? undefined;
    return { name: 'compose', draftId, messageId: url.searchParams.get('message') ?? undefined };
  }
  if (first === 'settings' && parts.length === 1) {
    return { name: 'settings' };
  }
  return { name: 'not-found' };
}

export function listHref(list: ListView): string {
  return `/mail/${encodeURIComponent(list.folder)}${query(list)}`;
}

export function messageHref(list: ListView, messageId: string): string {
  return `/mail/${encodeURIComponent(list.folder)}/${encodeURIComponent(messageId)}${query(list)}`;
}

export function composeHref(draftId: string): string {
  return `/compose?draft=${encodeURIComponent(draftId)}`;
}

/** The composer with a draft of the mailbox. */
export function editHref(messageId: string): string {
  return `/compose?message=${encodeURIComponent(messageId)}`;
}

function listView(folder: string, params: URLSearchParams): ListView {
  const filters = params.getAll('filter');
  const filter = filters.find((one) => FILTERS.includes(one) || /^category:./.test(one)) ?? '';
  const sort = params.get('sort') ?? '';
  return {
    folder,
    search: params.get('q') ?? '',
    unreadOnly: filters.includes('unread'),
    filter: filter as ListFilter,
    sort: (SORTS.includes(sort) ? sort : '') as ListSort,
  };
}

function query({ search, unreadOnly, filter, sort }: ListView): string {
  const params = new URLSearchParams();
  if (search !== '') {
    params.set('q', search);
  }
  if (unreadOnly) {
    params.append('filter', 'unread');
  }
  if (filter !== '') {
    params.append('filter', filter);
  }
  if (sort !== '') {
    params.set('sort', sort);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
