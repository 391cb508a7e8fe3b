import { jest } from '@jest/globals';
import { closePage, cookies } from '../../platform/testing/fake-page.js';
import type { SessionState, SignedIn } from '../../client/index.js';
import {
  deleteCopyForGood,
  deleteCopy,
  deletionCount,
  isOpened,
  noteList,
  noteOpened,
  noteRefusal,
  noteSession,
} from '../../platform/offline/offline-copy.js';
import { queryClient } from '../../platform/services.js';
import { storeMail } from './mail-store.js';

const settledMs = 1_000;

function signedIn(id: string): SignedIn {
  return {
    authenticated: true,
    user: { id },
    session: { idleExpiresAt: '2026-11-30T13:00:00Z', expiresAt: '2026-11-30T20:00:00Z' },
  } as unknown as SignedIn;
}

class FakeCopy {
  readonly puts: string[] = [];
  isGone = false;

  get isCurrent(): boolean {
    return !this.isGone;
  }

  put(kind: string, name: string): Promise<void> {
    if (!this.isGone) {
      this.puts.push(`${kind}:${name}`);
    }
    return Promise.resolve();
  }

  putSession(): Promise<void> {
    return this.put('session', 'session');
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.isGone = true;
  }
}

describe('the stored copy of the mail', () => {
  const made: FakeCopy[] = [];
  let stop: () => void = () => undefined;
  const open = (): Promise<FakeCopy> => {
    const copy = new FakeCopy();
    made.push(copy);
    return Promise.resolve(copy);
  };
  const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(settledMs);
  const say = (state: SessionState): void => {
    jest.advanceTimersByTime(1);
    noteSession(state);
  };
  const begin = async (): Promise<FakeCopy> => {
    say(signedIn('alice'));
    stop = storeMail('alice', open);
    queryClient.setQueryData(['folders'], [{ id: '1' }]);
    await settle();
    const [copy] = made;
    if (copy === undefined) {
      throw new Error('No copy was made.');
    }
    return copy;
  };
  const change = (): void => {
    queryClient.setQueryData(['folders'], [{ id: String(Math.random()) }]);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    cookies.clear();
    queryClient.clear();
    made.length = 0;
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  afterAll(() => {
    closePage();
  });

  it('is not written again from the page after it was deleted, as after a sign-out without a network', async () => {
    await begin();
    deleteCopy();
    change();
    await settle();
    expect(made).toHaveLength(1);
  });

  it('is not written by a write that was pending when it was deleted', async () => {
    await begin();
    change();
    deleteCopy();
    await settle();
    expect(made).toHaveLength(1);
  });

  it('is not written again by the query that the service refused', async () => {
    await begin();
    await noteRefusal(new Response(JSON.stringify({ code: 'login_required' }), { status: 401 }));
    change();
    await settle();
    expect(made).toHaveLength(1);
  });

  it('is not written while it is being deleted', async () => {
    say(signedIn('alice'));
    const asked: (() => boolean)[] = [];
    stop = storeMail('alice', (_session, _now, isWanted) => {
      asked.push(isWanted);
      deleteCopy();
      return open();
    });
    await settle();
    expect([asked.map((isWanted) => isWanted()), made.map(({ isGone, puts }) => [isGone, puts])]).toEqual([
      [false],
      [[true, []]],
    ]);
  });

  it('is not written for a response that was requested before it was deleted', async () => {
    await begin();
    const asked = deletionCount();
    deleteCopy();
    jest.advanceTimersByTime(1);
    noteSession(signedIn('alice'), asked);
    change();
    await settle();
    expect(made).toHaveLength(1);
  });

  it('is written again, complete, when the service confirms afterwards that the user is signed in', async () => {
    await begin();
    deleteCopy();
    say(signedIn('alice'));
    await settle();
    expect(made[1]?.puts).toEqual(['session:session', 'folders:folders']);
  });

  it('is not written again by a tab that has not noticed that another one deleted it', async () => {
    const copy = await begin();
    copy.isGone = true;
    change();
    await settle();
    expect(made).toHaveLength(1);
    say(signedIn('alice'));
    await settle();
    expect(made).toHaveLength(2);
  });

  it('is not written by the page of one user for another', async () => {
    await begin();
    deleteCopy();
    say(signedIn('bilal'));
    change();
    await settle();
    expect(made).toHaveLength(1);
  });

  it('includes the message on the page again', async () => {
    await begin();
    const hide = noteOpened('shown');
    noteOpened('closed before')();
    deleteCopy();
    expect([isOpened('shown'), isOpened('closed before')]).toEqual([true, false]);
    hide();
  });

  it('receives only what has changed', async () => {
    const copy = await begin();
    const before = copy.puts.length;
    queryClient.setQueryData(['message', 'm', false], { id: 'm' });
    queryClient.setQueryData(['message', 'ahead', false], { id: 'ahead' });
    await settle();
    noteOpened('m')();
    await settle();
    noteOpened('m')();
    noteList('inbox', 1);
    await settle();
    expect(copy.puts.slice(before)).toEqual(['message:m']);
  });

  it('continues after a write has failed', async () => {
    say(signedIn('alice'));
    let isRefused = true;
    stop = storeMail('alice', () => (isRefused ? Promise.reject(new Error('no locks')) : open()));
    await settle();
    isRefused = false;
    change();
    await settle();
    expect(made[0]?.puts).toContain('folders:folders');
  });

  it('is no longer written once the user has signed out, even if that failed', async () => {
    await begin();
    deleteCopyForGood();
    say(signedIn('alice'));
    change();
    await settle();
    expect(made).toHaveLength(1);
  });
});
