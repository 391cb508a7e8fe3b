import { Readable } from 'node:stream';

import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import type { GraphCall, GraphClient, GraphTransport } from '../../graph/index.js';
import type { DeferredSends } from '../sending/index.js';
import { EmbeddedKeyValueStore, Leases } from '../../redis/index.js';
import { AttachmentUploader } from './attachment-uploader.js';
import { UploadTurns } from './upload-turns.js';

const session = liveSession();
const clock = new FakeClock();
const leases = new Leases(new EmbeddedKeyValueStore(clock));
const size = 2.5 * 1_048_576;
const origin = 'https://graph.example';

type Range = 'stored' | 'full' | 'stored and refused';

/** A draft whose upload sessions end as scripted; the sessions that were open at the same time are counted. */
class Draft {
  readonly uploader: AttachmentUploader;
  opened = 0;
  open = 0;
  mostOpen = 0;

  constructor(
    private readonly ranges: Range[],
    readonly stored: { id: string; name: string; size: number }[] = [],
  ) {
    const transport = { origin, upload: (_: URL, { method }: { method: string }) => this.#upload(method) };
    const deferred = { requireFree: () => Promise.resolve() } as unknown as DeferredSends;
    this.uploader = new AttachmentUploader(
      this as unknown as GraphClient,
      transport as unknown as GraphTransport,
      deferred,
      new UploadTurns(leases, clock),
      clock,
    );
  }

  json(_: unknown, { path }: GraphCall): Promise<unknown> {
    if (path.endsWith('/createUploadSession')) {
      this.opened++;
      this.mostOpen = Math.max(this.mostOpen, ++this.open);
      return Promise.resolve({ uploadUrl: `${origin}/sessions/${this.opened}` });
    }
    return Promise.resolve(path.includes('/attachments') ? { value: [...this.stored] } : { id: 'm', isDraft: true });
  }

  withinLimit<T>(_: unknown, work: () => Promise<T>): Promise<T> {
    return work();
  }

  add(name = 'image.png'): Promise<{ id: string }> {
    const upload = { name, contentType: 'image/png', isInline: false, contentId: undefined };
    return this.uploader.add(session, 'm', upload, { bytes: size, content: Readable.from([Buffer.alloc(size)]) });
  }

  #upload(method: string): Promise<object> {
    if (method === 'DELETE') {
      return Promise.resolve({ status: 204, headers: {}, body: Buffer.alloc(0) });
    }
    const range = this.ranges.shift();
    this.open--;
    if (range === 'full') {
      const body = Buffer.from(JSON.stringify({ error: { code: 'ErrorQuotaExceeded', message: '' } }));
      return Promise.resolve({ status: 507, headers: {}, body });
    }
    if (range?.startsWith('stored') === true) {
      this.stored.push({ id: `A${this.stored.length + 1}`, name: 'image.png', size });
    }
    return Promise.resolve({ status: range === 'stored' ? 201 : 410, headers: {}, body: Buffer.alloc(0) });
  }
}

describe('a large file whose last range is refused', () => {
  it('is reported as added when it was added nevertheless', async () => {
    const draft = new Draft(['stored and refused']);

    await expect(draft.add()).resolves.toMatchObject({ id: 'A1' });
  });

  it('is reported as refused when it was not added, also with an older one of its name', async () => {
    const draft = new Draft(['full'], [{ id: 'older', name: 'image.png', size }]);

    await expect(draft.add()).rejects.toMatchObject({ code: 'mailbox_full' });
  });
});

describe('large files of one name that are added to a draft at the same time', () => {
  it('are reported separately when one does not fit', async () => {
    const draft = new Draft(['stored', 'full']);

    const [first, second] = await Promise.allSettled([draft.add(), draft.add()]);

    expect(first).toMatchObject({ status: 'fulfilled', value: { id: 'A1' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'mailbox_full' } });
  });

  it('each have their own id, one after the other', async () => {
    const draft = new Draft(['stored', 'stored', 'stored']);

    const added = await Promise.all([draft.add(), draft.add(), draft.add()]);

    expect(added.map(({ id }) => id)).toEqual(['A1', 'A2', 'A3']);
    expect(draft.mostOpen).toBe(1);
  });

  it('wait for each other at two replicas too', async () => {
    const stored: Draft['stored'] = [];
    const [one, other] = [new Draft(['full'], stored), new Draft(['stored'], stored)] as const;

    const [refused, added] = await Promise.allSettled([one.add(), other.add()]);

    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'mailbox_full' } });
    expect(added).toMatchObject({ status: 'fulfilled', value: { id: 'A1' } });
    expect(one.stored).toHaveLength(1);
  });

  it('do not wait for files of other names', async () => {
    const draft = new Draft(['full', 'full']);

    await Promise.allSettled([draft.add('a.png'), draft.add('b.png')]);

    expect(draft.mostOpen).toBe(2);
  });
});
