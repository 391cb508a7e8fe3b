import { methodNotAllowed, unknownSegment } from './graph-error.js';
import type { GraphRoute } from './graph-call.js';

interface Node {
  readonly children: Map<string, Node>;
  wildcard: Node | undefined;
  readonly routes: Map<string, GraphRoute>;
}

export interface RouteMatch {
  readonly route: GraphRoute;
  readonly params: Readonly<Record<string, string>>;
}

function emptyNode(): Node {
  return { children: new Map(), wildcard: undefined, routes: new Map() };
}

/** `messages('x')` is `messages/x`, `delta()` is `delta`, and `microsoft.graph.` before a name is ignored. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decodeURIComponent(segment))
    .flatMap((segment) => {
      const [, name, key] = /^([A-Za-z$.]+)\((?:'(.*)')?\)$/.exec(segment) ?? [];
      return name === undefined ? [segment] : key === undefined ? [name] : [name, key];
    })
    .map((segment) => segment.replace(/^microsoft\.graph\./i, ''));
}

/** A folder is found by its own id, so the folders above it in the path are ignored. */
function withoutAncestors(segments: readonly string[]): readonly string[] {
  const [me, folders, , children, child, ...rest] = segments;
  if (folders?.toLowerCase() !== 'mailfolders' || children?.toLowerCase() !== 'childfolders' || child === undefined) {
    return segments;
  }
  return withoutAncestors([me ?? '', folders, child, ...rest]);
}

interface Position {
  readonly node: Node;
  /** The segments at the parameters of a template. */
  readonly values: readonly string[];
}

/**
 * The node for the segments, or the segment that no template has. A literal segment takes precedence over a parameter, but
 * only if the rest of the path matches too: `mailFolders/inbox/messageRules` doesn't prevent `mailFolders/inbox/messages` from
 * matching `mailFolders/{folder}`.
 */
function nodeAt(node: Node, [segment, ...rest]: readonly string[], last = ''): Position | string {
  if (segment === undefined) {
    return node.routes.size === 0 ? last : { node, values: [] };
  }
  const literal = node.children.get(segment.toLowerCase());
  const found = literal === undefined ? segment : nodeAt(literal, rest, segment);
  if (typeof found !== 'string' || node.wildcard === undefined) {
    return found;
  }
  const named = nodeAt(node.wildcard, rest, segment);
  return typeof named === 'string' ? named : { node: named.node, values: [segment, ...named.values] };
}

export class Router {
  readonly #root = emptyNode();

  constructor(routes: readonly GraphRoute[]) {
    for (const route of routes) {
      let node = this.#root;
      for (const segment of route.template.split('/').filter((part) => part !== '')) {
        if (segment.startsWith('{')) {
          node.wildcard ??= emptyNode();
          node = node.wildcard;
        } else {
          const child = node.children.get(segment.toLowerCase()) ?? emptyNode();
          node.children.set(segment.toLowerCase(), child);
          node = child;
        }
      }
      node.routes.set(route.method, route);
    }
  }

  /** The route of a request; undefined where `match` refuses. */
  find(method: string, path: string): GraphRoute | undefined {
    try {
      return this.match(method, path).route;
    } catch {
      return undefined;
    }
  }

  match(method: string, path: string): RouteMatch {
    const found = nodeAt(this.#root, withoutAncestors(segmentsOf(path)));
    if (typeof found === 'string') {
      throw unknownSegment(found);
    }
    const { node, values } = found;
    const route = node.routes.get(method === 'HEAD' ? 'GET' : method);
    if (route === undefined) {
      throw methodNotAllowed([...node.routes.keys()]);
    }
    const names = [...route.template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    return { route, params: Object.fromEntries(names.map((name, position) => [name, values[position] ?? ''])) };
  }
}
