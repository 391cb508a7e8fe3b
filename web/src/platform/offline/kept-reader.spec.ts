import { jest } from '@jest/globals';
import { closePage } from '../testing/fake-page.js';
import { deviceSecret, newDeviceSecret } from './device-secret.js';
import type { Kept } from './kept-rules.js';

class FakeStore {
  isCurrent = true;

  constructor(
    readonly says: string,
    readonly readSession: (store: FakeStore) => object | undefined = () => ({ user: { id: 'alice' } }),
  ) {}

  session(): Promise<object | undefined> {
    return Promise.resolve(this.readSession(this));
  }

  get(): Promise<Kept> {
    return Promise.resolve({ value: this.says, at: 1 });
  }

  close(): void {
    this.isCurrent = false;
  }
}

const left = jest.fn<() => Promise<FakeStore | undefined>>();
jest.unstable_mockModule('./kept-store.js', () => ({ KeptStore: { left } }));

describe('the result of reading the stored copy', () => {
  let read: (id?: string) => Promise<unknown>;

  beforeEach(async () => {
    jest.resetModules();
    left.mockReset();
    newDeviceSecret('alice');
    const { keptOf } = await import('./kept-reader.js');
    read = async (id = 'alice') => (await keptOf('list', ['inbox'], (userId) => userId === id))?.value;
  });

  afterAll(closePage);

  it('is from the copy that another tab has created anew, which is opened once', async () => {
    const [old, fresh] = [new FakeStore('old'), new FakeStore('fresh')];
    left.mockResolvedValueOnce(old).mockResolvedValueOnce(fresh);
    expect(await read()).toBe('old');
    old.isCurrent = false;
    expect(await Promise.all([read(), read()])).toEqual(['fresh', 'fresh']);
    expect(left).toHaveBeenCalledTimes(2);
  });

  it('is unknown when the copy can’t be opened, which is then not deleted', async () => {
    left.mockResolvedValue(undefined);
    await expect(read()).rejects.toThrow();
    expect(deviceSecret()).toBeDefined();
  });

  it('is unknown when another tab deletes the copy meanwhile; its next copy is not deleted', async () => {
    left.mockResolvedValue(
      new FakeStore('', (store) => {
        store.isCurrent = false;
        return undefined;
      }),
    );
    await expect(read()).rejects.toThrow();
    expect(deviceSecret()).toBeDefined();
  });

  it('is empty after the session has ended, and the copy is deleted', async () => {
    left.mockResolvedValue(new FakeStore('', () => undefined));
    expect(await read()).toBeUndefined();
    expect(deviceSecret()).toBeUndefined();
  });

  it('is empty for another user', async () => {
    left.mockResolvedValue(new FakeStore('theirs'));
    expect(await read('bilal')).toBeUndefined();
  });
});
