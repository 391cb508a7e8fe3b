import { Logger, NoMetrics, Secret } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher, type Batch } from '../../redis/index.js';
import { GraphAddress } from '../../graph/index.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { LongCursors } from './long-cursors.js';
import { type CursorScope, MailCursor } from './mail-cursor.js';

const scope = { list: 'changes', folder: 'inbox' };
const graph = 'https://graph.microsoft.com/v1.0';

class CountingStore extends EmbeddedKeyValueStore {
  readonly sizes = new Map<string, number>();
  calls = 0;

  override readMany(keys: readonly string[]): Promise<(Buffer | null)[]> {
    this.calls++;
    return super.readMany(keys);
  }

  override commit(batch: Batch): Promise<boolean> {
    this.calls++;
    for (const write of batch.writes) {
      if (write.kind === 'put') {
        this.sizes.set(write.key, Buffer.byteLength(write.value));
      } else {
        this.sizes.delete(write.key);
      }
    }
    return super.commit(batch);
  }

  get bytes(): number {
    return [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
  }
}

function start(): { clock: FakeClock; store: CountingStore; cursors: MailCursor } {
  const clock = new FakeClock(Date.now());
  const store = new CountingStore(clock);
  const config = { encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32, 7)) }] } as unknown as AppConfig;
  const cipher = new RecordCipher(config, new Logger('silent'), new NoMetrics());
  return { clock, store, cursors: new MailCursor(cipher, new GraphAddress(graph), new LongCursors(store, clock)) };
}

function linkOf(mark: string, length = 16_000): string {
  return `${graph}/me/mailFolders/inbox/messages/delta?$deltatoken=${mark.padEnd(length, 'x')}`;
}

describe('a cursor of a long link', () => {
  const session = liveSession();

  it('is short, reveals nothing, and leads where the link did, at every replica', async () => {
    const { cursors, store, clock } = start();
    const cursor = await cursors.seal(session, scope, linkOf('a'));

    expect(cursor).toMatch(/^s\.[\w-]{43}$/);
    expect(await cursors.open(session, scope, cursor)).toBe(linkOf('a').slice(graph.length));
    const other = new LongCursors(store, clock);
    expect(await other.find(session, cursor)).toBeInstanceOf(Buffer);
  });

  it('costs the store nothing while the link is of the usual length', async () => {
    const { cursors, store } = start();
    const cursor = await cursors.seal(session, scope, linkOf('a', 2_000));

    expect([await cursors.open(session, scope, cursor), store.calls]).toEqual([
      linkOf('a', 2_000).slice(graph.length),
      0,
    ]);
  });

  it.each<[string, ReturnType<typeof liveSession>, CursorScope]>([
    ['another folder', session, { ...scope, folder: 'archive' }],
    ['another list', session, { ...scope, list: 'messages' }],
    ['another user', liveSession('bob'), scope],
  ])('is not valid for %s', async (_, other, otherScope) => {
    const { cursors } = start();
    const cursor = await cursors.seal(session, scope, linkOf('a'));

    await expect(cursors.open(other, otherScope, cursor)).rejects.toThrow('invalid_cursor');
  });

  it.each(['invalid_cursor', 'resync_required'] as const)('is %s when it is no longer stored', async (gone) => {
    const { cursors } = start();

    await expect(cursors.open(session, scope, `s.${'x'.repeat(43)}`, gone)).rejects.toThrow(gone);
  });

  it('is stored once, however often it is requested', async () => {
    const { cursors, store } = start();
    const one = await cursors.seal(session, scope, linkOf('a'));
    const keys = store.sizes.size;
    const again = await cursors.seal(session, scope, linkOf('a'));

    expect([again, store.sizes.size]).toEqual([one, keys]);
  });

  it('ends with the session', async () => {
    const { cursors, clock } = start();
    const cursor = await cursors.seal(session, scope, linkOf('a'));
    clock.advance(session.expiresAt - clock.now());

    await expect(cursors.open(session, scope, cursor)).rejects.toThrow('invalid_cursor');
  });

  it('is removed for six newer ones of its query, and for none of another', async () => {
    const { cursors } = start();
    const first = await cursors.seal(session, scope, linkOf('first'));
    const other = await cursors.seal(session, { ...scope, folder: 'archive' }, linkOf('other'));
    for (let mark = 0; mark < 6; mark++) {
      await cursors.seal(session, scope, linkOf(String(mark)));
    }

    await expect(cursors.open(session, scope, first)).rejects.toThrow('invalid_cursor');
    expect(await cursors.open(session, { ...scope, folder: 'archive' }, other)).toContain('other');
  });

  it('never makes a user take more than half a megabyte, whatever they request', async () => {
    const { cursors, store } = start();
    let most = 0;
    let last = '';
    for (let folder = 0; folder < 100; folder++) {
      last = await cursors.seal(session, { ...scope, folder: `f${folder}` }, linkOf('a', 40_000));
      most = Math.max(most, store.bytes);
    }

    expect(most).toBeLessThan(600_000);
    expect(await cursors.open(session, { ...scope, folder: 'f99' }, last)).toContain('deltatoken');
  });

  it('is refused where it is longer than a client would send back', async () => {
    const { cursors, store } = start();

    await expect(cursors.seal(session, scope, linkOf('a', 70_000))).rejects.toThrow('graph_error');
    expect(store.calls).toBe(0);
  });
});
