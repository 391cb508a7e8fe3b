import { deceptionOf } from './link-deception.js';
import { decodedHost } from './punycode.js';

describe('a link', () => {
  it.each([
    ['https://evil.example/login', 'https://www.paypal.com/login', 'Leads to evil.example'],
    ['https://evil.example/', 'www.paypal.com', 'Leads to evil.example'],
    ['https://evil.example/', 'pay\u200bpal.com', 'Leads to evil.example'],
    ['https://evil.example/', '(paypal.com)', 'Leads to evil.example'],
    ['https://paypal.com.evil.example/', 'paypal.com', 'Leads to paypal.com.evil.example'],
    ['https://www.paypal.com@evil.example/', 'PayPal', 'Leads to evil.example, not to www.paypal.com'],
    ['https://100%@evil.example/', 'Sale', 'Leads to evil.example, not to 100%'],
    ['https://evil.example', '\u202egro.elpmaxe\u202c', 'Written backwards, leads to evil.example'],
    ['https://xn--pypal-4ve.com/', 'PayPal', 'Leads to xn--pypal-4ve.com: letters of another script in “pаypal.com”'],
    [
      'https://eur.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2F',
      'paypal.com',
      'Leads to evil.example',
    ],
  ])('to %s that reads %j is deceptive', (href, text, warning) => {
    expect(deceptionOf(href, text)).toBe(warning);
  });

  it.each([
    ['https://paypal.com/', 'https://www.paypal.com/login'],
    ['https://shop.example.co.uk/', 'www.example.co.uk'],
    ['https://x.example/', 'Read more'],
    ['https://x.example/', 'report.pdf'],
    ['https://x.example/', 'Version 2.10 is here'],
    ['https://xn--mnchen-3ya.de/', 'münchen.de'],
    ['https://xn--e1afmkfd.xn--p1ai/', 'пример.рф'],
    ['https://eur.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpaypal.com%2F', 'paypal.com'],
    ['mailto:a@x.example', 'b@y.example'],
  ])('to %s that reads %j is not deceptive', (href, text) => {
    expect(deceptionOf(href, text)).toBeUndefined();
  });

  it('shows the host as its owner writes it', () => {
    expect(['xn--mnchen-3ya.de', 'xn--p1ai', 'xn--!', 'x.example'].map(decodedHost)).toEqual([
      'münchen.de',
      'рф',
      'xn--!',
      'x.example',
    ]);
  });
});
