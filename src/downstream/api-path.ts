import type { ApiConfig } from '../config/index.js';

/** The target of a request: the path below the prefix and the query with its question mark, both unchanged. */
export interface PlaceBelow {
  readonly rest: string;
  readonly query: string;
}

type Prefixed = Pick<ApiConfig, 'prefix'>;
type Targeted = Pick<ApiConfig, 'prefix' | 'origin' | 'basePath'>;

/** Whether the path is at or below the prefix, letter by letter. */
export function isBelow({ prefix }: Prefixed, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The API with the longest prefix of the path. */
export function ownerOf<Api extends Prefixed>(apis: readonly Api[], path: string): Api | undefined {
  const owners = apis.filter((api) => isBelow(api, path));
  return owners.sort((one, other) => other.prefix.length - one.prefix.length)[0];
}

/**
 * The place that a raw request target names below the prefix; undefined when it cannot be told for sure that every server reads
 * it as one below the target. The router decodes before it matches, so it is the raw text that is looked at here.
 */
export function placeBelow(api: Prefixed, target: string): PlaceBelow | undefined {
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? '' : target.slice(at);
  if (!isBelow(api, path) || !/^[!-~\u0080-\u00ff]*$/.test(query)) {
    return undefined;
  }
  const rest = path.slice(api.prefix.length);
  return isSafeRest(rest) ? { rest, query } : undefined;
}

/** Path and query as the target gets them. */
export function targetPath({ basePath }: Pick<ApiConfig, 'basePath'>, { rest, query }: PlaceBelow): string {
  const path = basePath + rest;
  return (path === '' ? '/' : path) + query;
}

/**
 * A `Location` of the target as a path below the prefix; undefined when it leads out of the target. `asked`: the path that was
 * asked for there, which a relative one is relative to.
 */
export function locationBelow(api: Targeted, location: string, asked: string): string | undefined {
  const base = `${api.origin}${asked}`;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (url?.origin !== api.origin || url.username !== '' || url.password !== '') {
    return undefined;
  }
  const { pathname, search, hash } = url;
  const rest = pathname.slice(api.basePath.length);
  const isInside = pathname.startsWith(api.basePath) && (rest === '' || rest.startsWith('/')) && isSafeRest(rest);
  return isInside ? api.prefix + rest + search + hash : undefined;
}

/** Separators, and control characters, that only decoding would bring out. */
const encodedSeparator = /%(?:2f|5c|[01][\da-f]|7f)/i;
/** The parts that some servers remove from a segment: path parameters and spaces. */
const dotSegment = /^(?:\s|%20)*\.{1,2}(?:\s|%20)*(?:;.*)?$/i;
const deepestEncoding = 5;

function isSafeRest(rest: string): boolean {
  return (
    /^(?:\/[!-~]*)?$/.test(rest) &&
    !/[\\#]|\/\//.test(rest) &&
    !encodedSeparator.test(rest) &&
    decoded(rest) !== undefined &&
    !hasDotSegment(rest)
  );
}

/** However often it is decoded: proxies and frameworks do so more than once. */
function hasDotSegment(rest: string): boolean {
  let text = rest;
  for (let depth = 0; depth < deepestEncoding; depth++) {
    if (text.split(/[/\\]/).some((segment) => dotSegment.test(segment))) {
      return true;
    }
    const next = decoded(text);
    if (next === undefined || next === text) {
      return false;
    }
    text = next;
  }
  return true;
}

/** Undefined for malformed escapes. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
