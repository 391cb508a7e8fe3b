import { jest } from '@jest/globals';
import { closePage, cookies, storage } from '../testing/fake-page.js';
import type { SignedIn } from '../../client/index.js';
import { ProblemError } from '../../client/problem.js';
import { setPreference } from '../preferences.js';
import { deviceSecret, isOfAnother, newDeviceSecret } from './device-secret.js';
import type { Kept } from './kept-rules.js';

const keptOf = jest.fn<(kind: string, names: readonly string[], isTheirs: (id: string) => boolean) => Promise<Kept>>();
jest.unstable_mockModule('./kept-reader.js', () => ({ keptOf }));
const { isFromCopy, mayStay, noteOutageEnd, noteSession, orKept, showsKept } = await import('./kept.js');

const alice = { authenticated: true, user: { id: 'alice' }, session: {} } as unknown as SignedIn;
const UNREACHABLE = new ProblemError({
  code: 'network_unreachable',
  status: 0,
  title: 'Unreachable',
  traceId: undefined,
  retryAfterSeconds: undefined,
});

const deleteDatabase = jest.fn();

beforeAll(() => {
  Object.defineProperty(globalThis, 'indexedDB', { value: { deleteDatabase }, configurable: true });
});

afterAll(() => {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  closePage();
});

describe('offline data', () => {
  beforeEach(() => {
    cookies.clear();
    storage.clear();
    showsKept.set(false);
    newDeviceSecret('alice');
    noteSession(alice);
    keptOf.mockReset();
  });

  it('is read from the copy while the service is unavailable, and marked as such', async () => {
    const value = { items: [] };
    keptOf.mockResolvedValue({ value, at: 1 });
    expect(await orKept('list', ['inbox'], () => Promise.reject(UNREACHABLE))).toBe(value);
    expect([showsKept.get(), isFromCopy(value), isFromCopy({ items: [] })]).toEqual([true, true, false]);
  });

  it('is requested once more when the service is available again before the copy was read', async () => {
    keptOf.mockImplementation(() => {
      noteOutageEnd();
      return Promise.resolve({ value: 'stale', at: 1 });
    });
    const ask = jest.fn<() => Promise<string>>().mockRejectedValueOnce(UNREACHABLE).mockResolvedValueOnce('fresh');
    expect(await orKept('list', ['inbox'], ask)).toBe('fresh');
    expect(showsKept.get()).toBe(false);
  });

  it('belongs to the user of the page only', async () => {
    keptOf.mockResolvedValue({ value: 1, at: 1 });
    await orKept('folders', ['folders'], () => Promise.reject(UNREACHABLE));
    const isTheirs = keptOf.mock.calls[0]?.[2];
    expect([isTheirs?.('alice'), isTheirs?.('bilal')]).toEqual([true, false]);
  });

  it('is deleted as soon as the service reports that another user is signed in', () => {
    expect(isOfAnother('alice')).toBe(false);
    noteSession({ ...alice, user: { ...alice.user, id: 'bilal' } });
    expect(deviceSecret()).toBeUndefined();
  });

  it('is not deleted again after each response when nothing is stored', () => {
    setPreference({ offlineReading: false });
    noteSession(alice);
    deleteDatabase.mockClear();
    noteSession(alice);
    noteSession(alice);
    setPreference({ offlineReading: true });
    expect(deleteDatabase).not.toHaveBeenCalled();
  });
});

describe('the mail on a page that has been in the background', () => {
  const hourMs = 3_600_000;
  const start = Date.parse('2026-11-30T10:00:00Z');
  const signedIn = (id: string, idleExpiresAt: number): SignedIn =>
    ({
      authenticated: true,
      user: { id },
      session: {
        idleExpiresAt: new Date(idleExpiresAt).toISOString(),
        expiresAt: new Date(start + 8 * hourMs).toISOString(),
      },
    }) as unknown as SignedIn;
  const own = signedIn('alice', start + hourMs);
  const stays = (): ReturnType<typeof mayStay> => mayStay(own, Date.now());

  beforeEach(() => {
    jest.useFakeTimers({ now: start });
    noteSession(own);
    newDeviceSecret('alice');
    keptOf.mockReset();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('stays until the known end of the session, without a poll of the copy', async () => {
    jest.setSystemTime(start + hourMs - 1);
    expect(await stays()).toBe('stays');
    expect(keptOf).not.toHaveBeenCalled();
  });

  it('stays until the end of the session as another tab has stored it', async () => {
    jest.setSystemTime(start + hourMs);
    keptOf.mockResolvedValueOnce({ value: signedIn('alice', start + 2 * hourMs), at: start + hourMs - 1 });
    expect(await stays()).toBe('stays');
    jest.setSystemTime(start + 2 * hourMs - 1);
    expect(await stays()).toBe('stays');
    jest.setSystemTime(start + 2 * hourMs);
    expect(await stays()).toBe('over');
    expect(keptOf).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['nothing is kept any more', undefined],
    ['what is kept is another user’s', { value: signedIn('bilal', start + 2 * hourMs), at: start }],
  ])('is removed at the end of the session when %s', async (_, kept) => {
    jest.setSystemTime(start + hourMs);
    keptOf.mockResolvedValue(kept as Kept);
    expect(await stays()).toBe('over');
  });

  it('has an unknown state when the copy can’t be read', async () => {
    jest.setSystemTime(start + hourMs);
    keptOf.mockRejectedValue(new Error('closed'));
    expect(await stays()).toBe('unknown');
  });
});
