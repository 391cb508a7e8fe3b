import { storeIntent, takeIntent } from './pending-intent.js';

const intent = { kind: 'mail-action', payload: { id: 'a' }, permissions: ['mail.write'] };

describe('what was asked for before the trip to Microsoft', () => {
  const items = new Map<string, string>();

  beforeAll(() => {
    Object.assign(globalThis, {
      sessionStorage: {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => items.set(key, value),
        removeItem: (key: string) => items.delete(key),
      },
    });
  });

  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });

  it('comes back once', () => {
    storeIntent('alice', intent);
    expect(takeIntent('alice')).toEqual(intent);
    expect(takeIntent('alice')).toBeUndefined();
  });

  it('is not done for somebody else, and not for its own user afterwards', () => {
    storeIntent('alice', intent);
    expect(takeIntent('bilal')).toBeUndefined();
    expect(takeIntent('alice')).toBeUndefined();
  });

  it('is forgotten after a quarter of an hour', () => {
    storeIntent('alice', intent, 0);
    expect(takeIntent('alice', 15 * 60_000 + 1)).toBeUndefined();
  });

  it.each(['', 'null', '[]', '{"userId":"alice"}', '{"userId":"alice","storedAt":1,"intent":{"kind":1}}'])(
    'survives what it did not write: %s',
    (text) => {
      items.set('pending-intent', text);
      expect(takeIntent('alice', 2)).toBeUndefined();
    },
  );
});
