import { closePage, storage } from '../../platform/testing/fake-page.js';
import { deleteUserStored } from '../../platform/user-stored.js';

const news = 'news@shop.example';

describe('senders whose pictures are always shown', () => {
  afterAll(() => {
    storage.clear();
    closePage();
  });

  it('are stored per user until they sign out', async () => {
    storage.setItem('mail-picture-senders', '["old@shop.example"]');
    const { pictureSenders, remember } = await import('./body-preferences.js');
    remember(pictureSenders, 'alice', news, true);
    expect(['alice', 'bilal'].map(pictureSenders.get)).toEqual([[news], []]);
    deleteUserStored('alice');
    expect([pictureSenders.get('alice'), Object.keys(storage)]).toEqual([[], []]);
  });

  it('are stored once each, the newest last, and can be removed', async () => {
    const { pictureSenders, remember } = await import('./body-preferences.js');
    for (const name of ['a', 'b', 'a']) {
      remember(pictureSenders, 'bilal', name, true);
    }
    expect(pictureSenders.get('bilal')).toEqual(['b', 'a']);
    remember(pictureSenders, 'bilal', 'b', false);
    expect(pictureSenders.get('bilal')).toEqual(['a']);
  });
});
