import { jest } from '@jest/globals';

import { DownloadLanes } from './download-lanes.js';

describe('download permits', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are acquired in turn by the pictures of a long newsletter, behind downloads that take half a minute', async () => {
    const lanes = new DownloadLanes();
    const slow = await Promise.all([1, 2, 3].map(() => lanes.acquire('alice')));
    const pictures = Promise.all(
      Array.from({ length: 200 }, async () => {
        const release = await lanes.acquire('alice');
        release();
        return 'shown';
      }),
    );
    pictures.catch(() => undefined);

    await jest.advanceTimersByTimeAsync(29_000);
    slow.forEach((release) => {
      release();
    });

    expect(new Set(await pictures)).toEqual(new Set(['shown']));
  });
});
