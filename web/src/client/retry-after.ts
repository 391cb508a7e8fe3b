type Fetch = typeof globalThis.fetch;

/** Seconds to wait, from either form of the header (RFC 9110, 10.2.3). */
export function retryAfterSeconds(headers: Headers, now: Date = new Date()): number | undefined {
  const value = headers.get('Retry-After')?.trim();
  if (value === undefined || value === '') {
    return undefined;
  }
  if (/^\d+$/.test(value)) {
    return Number(value);
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

export interface RetryPolicy {
  readonly attempts: number;
  /** The user decides about a longer wait: the response is passed on unchanged. */
  readonly maxWaitSeconds: number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const defaultRetry: RetryPolicy = { attempts: 2, maxWaitSeconds: 5, sleep };

const proofPauseMs = 1_000;

/** Whether the session is bound to this device and the request lacked the proof. The service has not processed such a request. */
export async function isProofMissing(response: Response): Promise<boolean> {
  if (response.status !== 401) {
    return false;
  }
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { readonly code?: unknown } | null | undefined;
  return body?.code === 'device_proof_required';
}

/**
 * Repeats throttled GETs after the time that the server states. Repeats any request that lacked the device proof; the browser proves
 * the device before the next request. Nothing else is repeated.
 */
export function fetchHonouringRetryAfter(
  fetch: Fetch,
  policy: RetryPolicy = defaultRetry,
): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(request.clone());
      const wait = response.status === 429 ? retryAfterSeconds(response.headers) : undefined;
      if (attempt >= policy.attempts) {
        return response;
      }
      if (await isProofMissing(response)) {
        await policy.sleep(proofPauseMs, request.signal);
        continue;
      }
      if (request.method !== 'GET' || wait === undefined || wait > policy.maxWaitSeconds) {
        return response;
      }
      await response.body?.cancel();
      await policy.sleep(wait * 1000, request.signal);
    }
  };
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) {
      stop();
    } else {
      signal?.addEventListener('abort', stop, { once: true });
    }
  });
}
