import { jest } from '@jest/globals';

import { ResponseRelay } from '../http/index.js';
import type { StreamedResponse } from './response-handler.js';
import { DownloadLanes } from './download-lanes.js';
import { openWithPermit, type ExpectedSize } from './download-permits.js';

/** Graph, whose bodies end on request. */
class Bodies {
  readonly lanes = new DownloadLanes();
  readonly opened: ResponseRelay[] = [];
  aborted = 0;

  open(expected: ExpectedSize): Promise<StreamedResponse> {
    return openWithPermit(this.lanes, 'alice', expected, () => {
      const source = { abort: () => this.aborted++, pause: () => undefined, resume: () => undefined };
      const stream = new ResponseRelay(source, undefined);
      this.opened.push(stream);
      return Promise.resolve({ status: 200, headers: {}, stream });
    });
  }

  /** The limit of one user. */
  fill(): Promise<unknown> {
    return Promise.all([1, 2, 3].map(() => this.open('large')));
  }

  end(index: number, bytes = 10): void {
    this.opened[index]?.push(Buffer.alloc(bytes));
    this.opened[index]?.complete();
  }
}

async function settled(work: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void work.then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

describe('the permit of a download', () => {
  it('of a small file does not wait behind large ones', async () => {
    const graph = new Bodies();
    await graph.fill();
    const small = graph.open('small');
    await settled(small);
    graph.end(3);

    await expect(small).resolves.toMatchObject({ status: 200 });
  });

  it('of a small file is held until all of it is received, and no longer', async () => {
    const graph = new Bodies();
    const small = [1, 2, 3, 4].map(() => graph.open('small'));
    await settled(Promise.all(small));
    expect(graph.opened).toHaveLength(3);

    graph.end(0);
    await settled(Promise.all(small));
    expect(graph.opened).toHaveLength(4);
    [1, 2, 3].forEach((index) => {
      graph.end(index);
    });
    await expect(Promise.all(small)).resolves.toHaveLength(4);
  });

  it('of a file of unknown size is a large one, and no size is requested while one is free', async () => {
    const graph = new Bodies();
    const ask = jest.fn<() => Promise<'small'>>();

    await graph.open(ask);

    expect(ask).not.toHaveBeenCalled();
  });

  it.each(['small', 'large'] as const)('of a file that turns out to be %s is that of its size', async (size) => {
    const graph = new Bodies();
    await graph.fill();
    const unknown = graph.open(() => Promise.resolve(size));
    await settled(unknown);
    expect(graph.opened).toHaveLength(size === 'small' ? 4 : 3);

    graph.end(size === 'small' ? 3 : 0);
    await expect(unknown).resolves.toMatchObject({ status: 200 });
    expect(graph.aborted).toBe(0);
  });

  it('is not acquired by a file whose size is refused', async () => {
    const graph = new Bodies();
    await graph.fill();

    await expect(graph.open(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(graph.opened).toHaveLength(3);
  });

  it('of a file that is larger than stated is a large one', async () => {
    const graph = new Bodies();
    const wrong = graph.open('small');
    await settled(wrong);
    graph.opened[0]?.push(Buffer.alloc(100_000));
    await wrong;

    const others = [1, 2, 3].map(() => graph.open('large'));
    expect(await settled(Promise.all(others))).toBe(false);
    graph.end(0);
    await expect(Promise.all(others)).resolves.toHaveLength(3);
    expect(graph.aborted).toBe(0);
  });
});
