import type { BegunAnswer } from './answer-handler.js';
import type { DownloadLanes } from './download-lanes.js';

type Size = 'small' | 'large';

/** What the caller knows of the size of a body, or can find out when it matters. */
export type ExpectedSize = Size | (() => Promise<Size>);

/**
 * Opens a body in a place for its size. While a large place is free nobody asks for the size, so that the body needn't wait for it.
 * What was called small and isn't takes a large place, or is given up and waits for its turn.
 */
export async function openInPlace(
  lanes: DownloadLanes,
  user: string,
  expected: ExpectedSize,
  open: () => Promise<BegunAnswer>,
): Promise<BegunAnswer> {
  const free = expected === 'small' ? undefined : lanes.tryAcquire(user);
  const size = free === undefined && typeof expected === 'function' ? await expected() : expected;
  const small = size === 'small' ? await openSmall(lanes, user, open) : undefined;
  return small ?? holding(free ?? (await lanes.acquire(user)), open);
}

async function holding(release: () => void, open: () => Promise<BegunAnswer>): Promise<BegunAnswer> {
  try {
    const answer = await open();
    answer.stream.onClose(release);
    return answer;
  } catch (error) {
    release();
    throw error;
  }
}

/** All of it is here before its reader is told, so that the place is free again. Undefined for one that isn't small. */
async function openSmall(
  lanes: DownloadLanes,
  user: string,
  open: () => Promise<BegunAnswer>,
): Promise<BegunAnswer | undefined> {
  const release = await lanes.small.acquire(user);
  try {
    const answer = await open();
    if (await answer.stream.isHeld()) {
      return answer;
    }
    const place = lanes.tryAcquire(user);
    if (place === undefined) {
      answer.stream.cancel();
      return undefined;
    }
    answer.stream.onClose(place);
    return answer;
  } finally {
    release();
  }
}
