import { mailtoParts, unsubscribeMethod } from './unsubscribe-method.js';

const url = 'https://news.example/u';
const mailto = 'mailto:out@news.example';

describe('the unsubscribe method of a list', () => {
  it.each([
    ['one click', { url, mailto, oneClick: true }, false, { kind: 'one-click', url }],
    ['the link after one-click has failed', { url, mailto, oneClick: true }, true, { kind: 'link', url }],
    ['a message when there is no one-click', { url, mailto, oneClick: false }, false, { kind: 'mail', mailto }],
    ['the link when there is nothing else', { url, oneClick: false }, false, { kind: 'link', url }],
  ] as const)('is %s', (_, offer, hasFailed, expected) => {
    expect(unsubscribeMethod(offer, hasFailed)).toEqual(expected);
  });

  it('is absent for ordinary mail', () => {
    expect(unsubscribeMethod(null, false)).toBeUndefined();
  });
});

describe('a message that unsubscribes from a list', () => {
  it.each([
    [mailto, 'out@news.example', 'Unsubscribe', ''],
    ['mailto:a+b@x.example?subject=leave%20me', 'a+b@x.example', 'leave me', ''],
    ['mailto:a@x.example?Subject=leave', 'a@x.example', 'leave', ''],
    ['mailto:one@x.example,two@x.example?cc=three@x.example&body=x', 'one@x.example', 'Unsubscribe', 'x'],
    [
      'mailto:listserv@x.example?body=signoff%20news%0D%0Aquit',
      'listserv@x.example',
      'Unsubscribe',
      'signoff news\r\nquit',
    ],
    ['mailto:?to=a@x.example', 'a@x.example', 'Unsubscribe', ''],
    ['mailto:a%25@x.example', 'a%@x.example', 'Unsubscribe', ''],
  ])('%s goes to one address, with the subject and the text', (address, to, subject, text) => {
    expect(mailtoParts(address)).toEqual({ to: [{ address: to }], subject, text });
  });
});
