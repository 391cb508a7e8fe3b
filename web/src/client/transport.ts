import { type ApiCalls, createApiCalls } from './api-calls.js';
import { parseProblem } from './parse-problem.js';
import { isInteraction, isTransient, type InteractionProblem, type Problem, ProblemError } from './problem.js';
import { requestInit } from './request-init.js';
import { defaultRetry, fetchHonouringRetryAfter, type RetryPolicy } from './retry-after.js';

interface RawInit extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** The caller handles interactions itself: `onInteraction` is not called. */
  readonly quiet?: boolean;
  readonly timeoutMs?: number;
}

export interface TransportOptions {
  /** Needed outside of a browser only: the SPA is on the BFF's own origin. */
  readonly baseUrl?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: RetryPolicy;
  /** Called for each response that needs the user at Entra, unless the call was quiet. */
  readonly onInteraction?: (problem: InteractionProblem) => void;
  /** Called after each call. */
  readonly onAvailability?: (report: AvailabilityReport) => void;
}

/** What a call reveals about the service and the services behind it. */
export interface AvailabilityReport {
  /** Why the service could not handle the call; undefined when it could. */
  readonly problem: Problem | undefined;
  /** Whether Microsoft Graph has responded: a 2xx of a path below `/api/`. */
  readonly isFromGraph: boolean;
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

const defaultTimeoutMs = 30_000;

/** The only connection to the BFF: adds the CSRF header and the time limit, and turns problems into typed errors. */
export class Transport {
  readonly api: ApiCalls;

  constructor(private readonly options: TransportOptions) {
    this.api = createApiCalls({
      ...requestInit,
      baseUrl: options.baseUrl ?? '',
      fetch: fetchHonouringRetryAfter(this.#fetch, options.retry ?? defaultRetry),
    });
  }

  /** Runs one generated operation and returns its data. Throws a ProblemError, or the caller's own abort. */
  async call<Data>(
    run: (init: { signal: AbortSignal }) => Promise<Answer<Data>>,
    options: CallOptions = {},
  ): Promise<Data> {
    const answer = await this.#attempt((signal) => run({ signal }), options);
    // 304 is no failure when the unchanged data is cached.
    if (!answer.response.ok && answer.data === undefined) {
      throw this.#failed(parseProblem(answer.response, answer.error), options);
    }
    this.#reportSuccess(answer.response);
    return answer.data as Data;
  }

  /** The response itself, for bodies that are not JSON. */
  async raw(path: string, init: RawInit, options: CallOptions = {}): Promise<Response> {
    const response = await this.#attempt(
      (signal) =>
        this.#fetch(`${this.options.baseUrl ?? ''}${path}`, {
          ...init,
          signal,
          headers: { ...init.headers, ...requestInit.headers },
        }),
      { timeoutMs: 0, ...options },
    );
    if (!response.ok) {
      throw this.#failed(parseProblem(response, await response.json().catch(() => undefined)), options);
    }
    this.#reportSuccess(response);
    return response;
  }

  #reportSuccess({ url }: Response): void {
    const isFromGraph = url === '' || new URL(url).pathname.startsWith('/api/');
    this.options.onAvailability?.({ problem: undefined, isFromGraph });
  }

  readonly #fetch: typeof globalThis.fetch = (input, init) => (this.options.fetch ?? globalThis.fetch)(input, init);

  async #attempt<Result>(run: (signal: AbortSignal) => Promise<Result>, options: CallOptions): Promise<Result> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const signals = [options.signal, timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined];
    const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
    try {
      return await run(signal);
    } catch (error) {
      if (options.signal?.aborted === true) {
        throw error;
      }
      throw this.#failed(UNREACHABLE, options, error);
    }
  }

  #failed(problem: Problem, options: CallOptions, cause?: unknown): ProblemError {
    this.options.onAvailability?.({ problem: isTransient(problem) ? problem : undefined, isFromGraph: false });
    if (isInteraction(problem) && options.quiet !== true) {
      this.options.onInteraction?.(problem);
    }
    return new ProblemError(problem, { cause });
  }
}

const UNREACHABLE: Problem = {
  code: 'network_unreachable',
  status: 0,
  title: 'The server could not be reached.',
  traceId: undefined,
  retryAfterSeconds: undefined,
};
