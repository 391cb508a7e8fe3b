import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What a log line deep inside a request must contain of it. */
export interface RequestContext {
  /** W3C trace id: 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** The client, by the headers of the trusted proxies. Computed on demand. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  /** The frontend of the request, where there are several. */
  readonly frontend?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();
const traceparent = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

export function currentTraceId(): string | undefined {
  return storage.getStore()?.traceId;
}

/** The same object from the first to the last step of a request. */
export function currentRequestContext(): RequestContext | undefined {
  return storage.getStore();
}

export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The caller's trace id when `traceparent` is well formed (W3C Trace Context §3.2), else a new one. */
export function traceIdOf(header: string | string[] | undefined): string {
  const match = typeof header === 'string' ? traceparent.exec(header) : null;
  return match?.[1] ?? newTraceId();
}

/** Of a call that goes out: 16 hexadecimal digits, all of them random. */
export function newSpanId(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(-8);
}

/** 122 random bits: Node buffers random bytes for UUIDs, while `randomBytes` calls the system for each id. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}
