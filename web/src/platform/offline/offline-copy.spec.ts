import { jest } from '@jest/globals';
import { closePage, cookies, storage } from '../testing/fake-page.js';
import type { SignedIn } from '../../client/index.js';
import { ProblemError } from '../../client/problem.js';
import { setPreference } from '../preferences.js';
import { deviceSecret, isOfAnother, newDeviceSecret } from './device-secret.js';
import type { StoredValue } from './copy-rules.js';

const findStored =
  jest.fn<(kind: string, names: readonly string[], isTheirs: (id: string) => boolean) => Promise<StoredValue>>();
jest.unstable_mockModule('./copy-reader.js', () => ({ findStored }));
const { isFromCopy, mayStay, noteOutageEnd, noteSession, orStored, showsStored } = await import('./offline-copy.js');

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
    showsStored.set(false);
    newDeviceSecret('alice');
    noteSession(alice);
    findStored.mockReset();
  });

  it('is read from the copy while the service is unavailable, and marked as such', async () => {
    const value = { items: [] };
    findStored.mockResolvedValue({ value, at: 1 });
    expect(await orStored('list', ['inbox'], () => Promise.reject(UNREACHABLE))).toBe(value);
    expect([showsStored.get(), isFromCopy(value), isFromCopy({ items: [] })]).toEqual([true, true, false]);
  });

  it('is requested once more when the service is available again before the copy was read', async () => {
    findStored.mockImplementation(() => {
      noteOutageEnd();
      return Promise.resolve({ value: 'stale', at: 1 });
    });
    const ask = jest.fn<() => Promise<string>>().mockRejectedValueOnce(UNREACHABLE).mockResolvedValueOnce('fresh');
    expect(await orStored('list', ['inbox'], ask)).toBe('fresh');
    expect(showsStored.get()).toBe(false);
  });

  it('belongs to the user of the page only', async () => {
    findStored.mockResolvedValue({ value: 1, at: 1 });
    await orStored('folders', ['folders'], () => Promise.reject(UNREACHABLE));
    const isTheirs = findStored.mock.calls[0]?.[2];
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
    findStored.mockReset();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('stays until the known end of the session, without a poll of the copy', async () => {
    jest.setSystemTime(start + hourMs - 1);
    expect(await stays()).toBe('stays');
    expect(findStored).not.toHaveBeenCalled();
  });

  it('stays until the end of the session as another tab has stored it', async () => {
    jest.setSystemTime(start + hourMs);
    findStored.mockResolvedValueOnce({ value: signedIn('alice', start + 2 * hourMs), at: start + hourMs - 1 });
    expect(await stays()).toBe('stays');
    jest.setSystemTime(start + 2 * hourMs - 1);
    expect(await stays()).toBe('stays');
    jest.setSystemTime(start + 2 * hourMs);
    expect(await stays()).toBe('over');
    expect(findStored).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['nothing is stored any more', undefined],
    ['the copy is another user’s', { value: signedIn('bilal', start + 2 * hourMs), at: start }],
  ])('is removed at the end of the session when %s', async (_, stored) => {
    jest.setSystemTime(start + hourMs);
    findStored.mockResolvedValue(stored as StoredValue);
    expect(await stays()).toBe('over');
  });

  it('has an unknown state when the copy can’t be read', async () => {
    jest.setSystemTime(start + hourMs);
    findStored.mockRejectedValue(new Error('closed'));
    expect(await stays()).toBe('unknown');
  });
});
