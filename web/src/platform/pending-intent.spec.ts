import { storeIntents, takeIntents } from './pending-intent.js';

const intents = ['a', 'b'].map((id) => ({ kind: 'mail-action', payload: { id }, permissions: ['mail.write'] }));

describe('the requests before the redirect to Microsoft', () => {
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

  it('are restored once, all of them in order', () => {
    storeIntents('alice', intents);
    expect(takeIntents('alice')).toEqual(intents);
    expect(takeIntents('alice')).toEqual([]);
  });

  it('are not executed for another user, and not for their own user afterwards', () => {
    storeIntents('alice', intents);
    expect(takeIntents('bilal')).toEqual([]);
    expect(takeIntents('alice')).toEqual([]);
  });

  it('are deleted after a quarter of an hour', () => {
    storeIntents('alice', intents, 0);
    expect(takeIntents('alice', 15 * 60_000 + 1)).toEqual([]);
  });

  it.each(['', 'null', '[]', '{"userId":"alice"}', '{"userId":"alice","storedAt":1,"intents":[{"kind":1},null]}'])(
    'are empty for an invalid stored value: %s',
    (text) => {
      items.set('pending-intents', text);
      expect(takeIntents('alice', 2)).toEqual([]);
    },
  );
});
