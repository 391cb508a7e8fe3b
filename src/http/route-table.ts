import type { FastifyInstance, RouteOptions } from 'fastify';

import type { RoutePolicy } from '../common/index.js';

export interface DeclaredRoute {
  readonly method: string;
  /** As in the router, e.g. `/api/mail/messages/:id`. */
  readonly path: string;
  readonly policy: RoutePolicy;
}

interface Entry extends DeclaredRoute {
  /** Does not affect the paths beside it. */
  readonly standsAlone: boolean;
  readonly pattern: RegExp;
}

/** Every route of the process with its declaration. Unrouted requests are judged by the routes beside them. */
export class RouteTable {
  readonly #routes: Entry[] = [];
  #policyOfOthers: RoutePolicy | undefined;
  #standsAlone = false;

  /** From now on a route without a declaration is an error, and the others get their body limit. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      this.#add(route);
    });
  }

  /** Routes that a library registers while `work` runs cannot declare a policy: they get `policy`. */
  async declareAll(policy: RoutePolicy, work: () => Promise<void>): Promise<void> {
    this.#policyOfOthers = policy;
    try {
      await work();
    } finally {
      this.#policyOfOthers = undefined;
    }
  }

  /**
   * Routes that `work` registers exist for some hosts only: a path beside them may be a route of another host's app.
   */
  standAlone(work: () => void): void {
    this.#standsAlone = true;
    try {
      work();
    } finally {
      this.#standsAlone = false;
    }
  }

  get routes(): readonly DeclaredRoute[] {
    return this.#routes;
  }

  methodsAt(path: string): readonly string[] {
    return [...new Set(this.#routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
  }

  /** Whether the path is beside declared routes, and so is not a route of the app. */
  isBesideRoutes(path: string): boolean {
    return this.#beside(path).length > 0;
  }

  /** A refusal must not reveal more to a foreign page than its neighbours do. */
  asksForCsrf(path: string): boolean {
    return this.#beside(path).some(({ policy }) => policy.csrf !== false);
  }

  #beside(path: string): readonly Entry[] {
    const area = areaOf(path);
    return area === '' ? [] : this.#routes.filter((route) => !route.standsAlone && areaOf(route.path) === area);
  }

  #add(route: RouteOptions): void {
    const policy = route.config?.policy ?? this.#policyOfOthers;
    const methods = [route.method].flat();
    if (policy === undefined) {
      throw new Error(
        `${methods.join(', ')} ${route.url} has no complete @Route declaration: say its access and, if it is public, csrf and budget`,
      );
    }
    route.config = { ...route.config, policy };
    route.bodyLimit = policy.body.limitBytes;
    for (const method of methods) {
      this.#routes.push({
        method,
        path: route.url,
        policy,
        pattern: patternOf(route.url),
        standsAlone: this.#standsAlone,
      });
    }
  }
}

/** The first segment, decoded; a wildcard is none. */
function areaOf(path: string): string {
  const [, first = ''] = path.split('/', 2);
  try {
    return first === '*' ? '' : decodeURIComponent(first);
  } catch {
    return first;
  }
}

/** `/api/mail/messages/:id` as a pattern; `/api/orders/*` is all below it, while `/*`, the app's own, matches nothing here. */
function patternOf(url: string): RegExp {
  const source = url.split('/').map((part, index) => {
    const isWildcard = part === '*' && index > 1;
    return part.startsWith(':') ? '[^/]+' : isWildcard ? '.*' : escapeRegExp(part);
  });
  return new RegExp(`^${source.join('/')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
