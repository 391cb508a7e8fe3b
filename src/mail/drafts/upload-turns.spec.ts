import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { uploadLanes } from '../../http/index.js';
import { EmbeddedKeyValueStore, Leases } from '../../redis/index.js';
import { UploadTurns } from './upload-turns.js';

describe('the turn of a file whose name another replica is sending', () => {
  const clock = new FakeClock();
  const session = liveSession();
  const patience = { until: clock.now() + uploadLanes.waitMs, signal: new AbortController().signal };
  let end: () => Promise<void>;
  let turns: UploadTurns;

  beforeEach(async () => {
    const leases = new Leases(new EmbeddedKeyValueStore(new FakeClock()));
    end = await new UploadTurns(leases, clock).begin(session, 'draft', 'a.png', patience);
    turns = new UploadTurns(leases, clock);
  });

  afterEach(() => end());

  it('is not awaited when the client has disconnected', async () => {
    const gone = new AbortController();
    const turn = turns.begin(session, 'draft', 'a.png', { ...patience, signal: gone.signal });
    gone.abort();

    await expect(turn).rejects.toMatchObject({ code: 'throttled' });
  });

  it('is not awaited behind another one in this process either', async () => {
    const endOther = await turns.begin(session, 'draft', 'b.png', patience);
    const gone = new AbortController();
    const turn = turns.begin(session, 'draft', 'b.png', { ...patience, signal: gone.signal });
    gone.abort();

    await expect(turn).rejects.toMatchObject({ code: 'throttled' });
    await endOther();
  });

  it('is awaited for a minute in all, in this process and at the lease', async () => {
    const waiting = Promise.allSettled([1, 2].map(() => turns.begin(session, 'draft', 'a.png', patience)));
    clock.advance(uploadLanes.waitMs);

    expect(await waiting).toEqual([
      expect.objectContaining({ status: 'rejected' }),
      expect.objectContaining({ status: 'rejected' }),
    ]);
  });
});
