import { linkAddress } from './link-address.js';

describe('the address of a link', () => {
  it.each([
    ['contoso.example/a?b=c', 'https://contoso.example/a?b=c'],
    ['contoso.example:8443/x', 'https://contoso.example:8443/x'],
    [' http://contoso.example ', 'http://contoso.example'],
    ['bilal@contoso.example', 'mailto:bilal@contoso.example'],
    ['mailto:bilal@contoso.example', 'mailto:bilal@contoso.example'],
    ['tel:+4930123', 'tel:+4930123'],
  ])('of %s is %s', (text, address) => {
    expect(linkAddress(text)).toBe(address);
  });

  it.each(['', '   ', 'two words', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])(
    'is not %j',
    (text) => {
      expect(linkAddress(text)).toBeUndefined();
    },
  );
});
