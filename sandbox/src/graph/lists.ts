import type { GraphCall } from './graph-call.js';
import { nextLink, pageStart } from './odata/paging.js';

const defaultPage = 10;
const maximumPage = 1000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextLink: string | undefined;
}

/** One page of a list, by $top or the preferred page size, $skip and $skiptoken. */
export function pageOf<T>(call: GraphCall, items: readonly T[], defaultSize = defaultPage): Page<T> {
  const { query, mailbox, path } = call;
  const size = query.number('top', 1, maximumPage) ?? call.prefer.maxPageSize ?? defaultSize;
  const leastLength = call.graphState.conditions.settings.tokenLength;
  const link = { mailbox: mailbox.guid, path, raw: query.raw, leastLength };
  const start =
    query.get('skiptoken') === undefined
      ? (query.number('skip', 0, 1_000_000) ?? 0)
      : pageStart(query.get('skiptoken'), link);
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextLink: end < items.length ? nextLink(call.root, link, end) : undefined,
  };
}

export function contextOf(call: GraphCall, rest: string): string {
  return `${call.root}/$metadata#users('${encodeURIComponent(call.caller.user.oid)}')${rest}`;
}

export function selected(names: readonly string[] | undefined): string {
  return names === undefined ? '' : `(${names.join(',')})`;
}

/** A collection in Graph's order of members. */
export function collection(
  context: string,
  value: readonly unknown[],
  rest: {
    readonly nextLink?: string | undefined;
    readonly deltaLink?: string | undefined;
    readonly count?: number | undefined;
  },
): Record<string, unknown> {
  return {
    '@odata.context': context,
    ...(rest.count === undefined ? {} : { '@odata.count': rest.count }),
    value,
    ...(rest.nextLink === undefined ? {} : { '@odata.nextLink': rest.nextLink }),
    ...(rest.deltaLink === undefined ? {} : { '@odata.deltaLink': rest.deltaLink }),
  };
}
