import { INBOX, listHref, messageHref, parseRoute } from './routes.js';

describe('addresses', () => {
  it('are read as they were written', () => {
    const list = {
      folder: 'AAMk=',
      search: 'a & b',
      unreadOnly: true,
      filter: 'category:Red & "blue"',
      sort: 'subject',
    } as const;
    expect(parseRoute(messageHref(list, 'x/y='))).toEqual({ name: 'mail', list, messageId: 'x/y=' });
    expect(parseRoute(listHref(INBOX))).toEqual({ name: 'mail', list: INBOX, messageId: undefined });
  });

  it.each([
    ['/', 'home'],
    ['/compose?draft=1', 'compose'],
    ['/settings', 'settings'],
    ['/settings/more', 'not-found'],
    ['/mail/%E0%A4%A', 'not-found'],
  ])('parse %s as %s', (location, name) => {
    expect(parseRoute(location).name).toBe(name);
  });
});
