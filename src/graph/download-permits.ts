import type { StreamedResponse } from './response-handler.js';
import type { DownloadLanes } from './download-lanes.js';

type Size = 'small' | 'large';

/** What the caller knows of the size of a body, or can find out when it matters. */
export type ExpectedSize = Size | (() => Promise<Size>);

/**
 * Opens a body with a permit for its size. While a large permit is free, nobody asks for the size: the body needn’t wait for it.
 * A body that was called small and isn’t acquires a large permit, or is cancelled and waits for one.
 */
export async function openWithPermit(
  lanes: DownloadLanes,
  user: string,
  expected: ExpectedSize,
  open: () => Promise<StreamedResponse>,
): Promise<StreamedResponse> {
  const free = expected === 'small' ? undefined : lanes.tryAcquire(user);
  const size = free === undefined && typeof expected === 'function' ? await expected() : expected;
  const small = size === 'small' ? await openSmall(lanes, user, open) : undefined;
  return small ?? holding(free ?? (await lanes.acquire(user)), open);
}

async function holding(release: () => void, open: () => Promise<StreamedResponse>): Promise<StreamedResponse> {
  try {
    const answer = await open();
    answer.stream.onClose(release);
    return answer;
  } catch (error) {
    release();
    throw error;
  }
}

/** Buffers the complete body first, and so releases the permit at once. Undefined for one that isn't small. */
async function openSmall(
  lanes: DownloadLanes,
  user: string,
  open: () => Promise<StreamedResponse>,
): Promise<StreamedResponse | undefined> {
  const release = await lanes.small.acquire(user);
  try {
    const answer = await open();
    if (await answer.stream.isHeld()) {
      return answer;
    }
    const permit = lanes.tryAcquire(user);
    if (permit === undefined) {
      answer.stream.cancel();
      return undefined;
    }
    answer.stream.onClose(permit);
    return answer;
  } finally {
    release();
  }
}
