const timeLimitMs = 5_000;

/** The response cannot be used; `reason` is for the log. */
export class FetchFailure extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'FetchFailure';
  }
}

/**
 * Gets a JSON document of at most `maxBytes` within a time limit. Redirects are not followed: only the configured
 * location responds.
 * @throws FetchFailure
 */
export async function fetchJson(url: string, maxBytes: number): Promise<unknown> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeLimitMs),
  }).catch((error: unknown) => {
    throw new FetchFailure('no answer', error);
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new FetchFailure(`status ${response.status}`);
  }
  const text = await readText(response.body, maxBytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FetchFailure('not JSON', error);
  }
}

/**
 * The complete body as text.
 * @throws FetchFailure when it is longer than `maxBytes` or ends early.
 */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new FetchFailure(`longer than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof FetchFailure ? error : new FetchFailure('body broke off', error);
  }
  return Buffer.concat(chunks).toString('utf8');
}
