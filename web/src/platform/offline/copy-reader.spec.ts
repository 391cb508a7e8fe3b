import { jest } from '@jest/globals';
import { closePage } from '../testing/fake-page.js';
import { deviceSecret, newDeviceSecret } from './device-secret.js';
import type { StoredValue } from './copy-rules.js';

class FakeStore {
  isCurrent = true;

  constructor(
    readonly content: string,
    readonly readSession: (store: FakeStore) => object | undefined = () => ({ user: { id: 'alice' } }),
  ) {}

  session(): Promise<object | undefined> {
    return Promise.resolve(this.readSession(this));
  }

  get(): Promise<StoredValue> {
    return Promise.resolve({ value: this.content, at: 1 });
  }

  close(): void {
    this.isCurrent = false;
  }
}

const existing = jest.fn<() => Promise<FakeStore | undefined>>();
jest.unstable_mockModule('./copy-store.js', () => ({ CopyStore: { existing } }));

describe('the result of reading the stored copy', () => {
  let read: (id?: string) => Promise<unknown>;

  beforeEach(async () => {
    jest.resetModules();
    existing.mockReset();
    newDeviceSecret('alice');
    const { findStored } = await import('./copy-reader.js');
    read = async (id = 'alice') => (await findStored('list', ['inbox'], (userId) => userId === id))?.value;
  });

  afterAll(closePage);

  it('is from the copy that another tab has created anew, which is opened once', async () => {
    const [old, fresh] = [new FakeStore('old'), new FakeStore('fresh')];
    existing.mockResolvedValueOnce(old).mockResolvedValueOnce(fresh);
    expect(await read()).toBe('old');
    old.isCurrent = false;
    expect(await Promise.all([read(), read()])).toEqual(['fresh', 'fresh']);
    expect(existing).toHaveBeenCalledTimes(2);
  });

  it('is unknown when the copy can’t be opened, which is then not deleted', async () => {
    existing.mockResolvedValue(undefined);
    await expect(read()).rejects.toThrow();
    expect(deviceSecret()).toBeDefined();
  });

  it('is unknown when another tab deletes the copy meanwhile; its next copy is not deleted', async () => {
    existing.mockResolvedValue(
      new FakeStore('', (store) => {
        store.isCurrent = false;
        return undefined;
      }),
    );
    await expect(read()).rejects.toThrow();
    expect(deviceSecret()).toBeDefined();
  });

  it('is empty after the session has ended, and the copy is deleted', async () => {
    existing.mockResolvedValue(new FakeStore('', () => undefined));
    expect(await read()).toBeUndefined();
    expect(deviceSecret()).toBeUndefined();
  });

  it('is empty for another user', async () => {
    existing.mockResolvedValue(new FakeStore('theirs'));
    expect(await read('bilal')).toBeUndefined();
  });
});
