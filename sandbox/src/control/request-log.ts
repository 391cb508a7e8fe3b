import type { RecordedRequest } from '../model.js';

const maxRequests = 20_000;

export interface RequestFilter {
  readonly point?: string;
  readonly method?: string;
  /** Prefix. */
  readonly path?: string;
  readonly grantType?: string;
}

export class RequestLog {
  #requests: RecordedRequest[] = [];
  readonly #counters = new Map<string, number>();

  record(request: RecordedRequest): void {
    if (this.#requests.length >= maxRequests) {
      this.#requests = this.#requests.slice(maxRequests / 2);
    }
    this.#requests.push(request);
    const grantType = request.form?.['grant_type'];
    this.#count(request.point);
    if (grantType !== undefined) {
      this.#count(`${request.point}:${grantType}`);
    }
  }

  list(filter: RequestFilter = {}): readonly RecordedRequest[] {
    return this.#requests.filter(
      (request) =>
        (filter.point === undefined || request.point === filter.point) &&
        (filter.method === undefined || request.method === filter.method) &&
        (filter.path === undefined || request.path.startsWith(filter.path)) &&
        (filter.grantType === undefined || request.form?.['grant_type'] === filter.grantType),
    );
  }

  /** By point, and for the token endpoint also by `token:<grant type>`. */
  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counters);
  }

  reset(): void {
    this.#requests = [];
    this.#counters.clear();
  }

  #count(name: string): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + 1);
  }
}
