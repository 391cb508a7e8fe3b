import { closePage, storage } from './testing/fake-page.js';
import { deleteUserStored, parseStrings, userKey, userStored } from './user-stored.js';

const key = userKey('alice', 'names');
function withName(name: string): (names: readonly string[]) => readonly string[] {
  return (names) => [...names, name];
}

describe('an updated value of a user', () => {
  beforeEach(() => {
    storage.clear();
  });

  afterAll(() => {
    storage.clear();
    closePage();
  });

  it('includes what another tab has stored meanwhile', () => {
    const names = userStored('names', parseStrings);
    names.update('alice', withName('a'));
    storage.setItem(key, '["a","b"]');
    names.update('alice', withName('c'));
    expect([names.get('alice'), storage.getItem(key)]).toEqual([['a', 'b', 'c'], '["a","b","c"]']);
  });

  it('does not bring back what was deleted when the user signed out in another tab', () => {
    const names = userStored('names', parseStrings);
    names.update('alice', withName('a'));
    storage.removeItem(key);
    names.update('alice', withName('b'));
    expect(names.get('alice')).toEqual(['b']);
  });

  it('is kept for the page when storage is full', () => {
    const names = userStored('names', parseStrings);
    names.update('alice', withName('a'));
    storage.fill();
    names.update('alice', withName('b'));
    names.update('alice', withName('c'));
    expect([names.get('alice'), storage.getItem(key)]).toEqual([['a', 'b', 'c'], '["a"]']);
    deleteUserStored('alice');
    expect(names.get('alice')).toEqual([]);
  });
});
