import { authenticationOf, isExternalMessage, unsubscribeOf } from './message-headers.js';

function unsubscribe(value: string, post?: string): ReturnType<typeof unsubscribeOf> {
  return unsubscribeOf([
    { name: 'list-UNSUBSCRIBE', value },
    ...(post === undefined ? [] : [{ name: 'List-Unsubscribe-Post', value: post }]),
    { name: 'Authentication-Results', value: 'spf=pass; dkim=pass header.d=x.example' },
  ]);
}

describe('the unsubscribe header of a list', () => {
  it('gives the https address, the mail address, and one click where the sender supports it', () => {
    expect(
      unsubscribe('<mailto:out@x.example?subject=out>, <https://x.example/u?a=1>', 'List-Unsubscribe=One-Click'),
    ).toEqual({ url: 'https://x.example/u?a=1', mailto: 'mailto:out@x.example?subject=out', oneClick: true });
  });

  it.each([
    ['only an address of mail', '<mailto:out@x.example>', { mailto: 'mailto:out@x.example', oneClick: false }],
    ['a folded address', '<https://x.example/\r\n u>', { url: 'https://x.example/u', oneClick: true }],
    [
      'the second that can be taken',
      '<ftp://x.example>,<https://y.example/u>',
      { url: 'https://y.example/u', oneClick: true },
    ],
  ])('is read from %s', (_, value, expected) => {
    expect(unsubscribe(value, ' list-unsubscribe=one-click ')).toEqual(expected);
  });

  it.each([
    '',
    'https://x.example/u',
    '<http://x.example/u>',
    '<javascript:alert(1)>',
    '<https://a:b@x.example/>',
    '<mailto:>',
  ])('gives nothing for %j', (value) => {
    expect(unsubscribe(value)).toBeNull();
  });

  it('gives nothing where the headers have nothing', () => {
    expect(unsubscribeOf([])).toBeNull();
  });
});

describe('one click', () => {
  const offered = [
    { name: 'List-Unsubscribe', value: '<https://x.example/u>' },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
  const results = (value: string): { name: string; value: string } => ({ name: 'Authentication-Results', value });
  const signature = (domain: string, names: string): { name: string; value: string } => ({
    name: 'DKIM-Signature',
    value: `v=1; a=rsa-sha256; d=${domain};\r\n s=s1; h=${names}; bh=x; b=y=`,
  });
  const both = 'From:To:List-\r\n Unsubscribe:List-Unsubscribe-Post';

  it.each([
    ['a valid signature covers both headers', [results('dkim=pass header.d=x.example'), signature('x.example', both)]],
    [
      'another signature beside it does not',
      [
        results('dkim=pass header.d=x.example; dkim=pass header.d=y.example'),
        signature('y.example', 'From'),
        signature('x.example', both),
      ],
    ],
    ['what the valid signature covers is not known', [results('dkim=pass header.d=x.example')]],
    ['it comes from inside, where nobody signs', []],
  ])('is possible where %s', (_, headers) => {
    expect(unsubscribeOf([...offered, ...headers])?.oneClick).toBe(true);
  });

  it.each([
    ['the results do not speak of a signature', [results('spf=pass'), signature('x.example', both)]],
    ['an unchecked signature covers neither', [signature('x.example', 'From')]],
    ['the signature is not valid', [results('dkim=fail header.d=x.example'), signature('x.example', both)]],
    ['it covers neither', [results('dkim=pass header.d=x.example'), signature('x.example', 'From:Subject')]],
    ['it covers one of them', [results('dkim=pass header.d=x.example'), signature('x.example', 'List-Unsubscribe')]],
    [
      'only an invalid one covers them',
      [results('dkim=pass header.d=y.example'), signature('y.example', 'From'), signature('x.example', both)],
    ],
  ])('is not possible where %s', (_, headers) => {
    expect(unsubscribeOf([...offered, ...headers])).toEqual({ url: 'https://x.example/u', oneClick: false });
  });
});

describe('the authentication of a sender', () => {
  it.each([
    ['spf=pass smtp.mailfrom=x.example; dkim=pass header.d=x.example;dmarc=pass action=none', 'pass'],
    ['spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=fail action=quarantine header.from=bank.example', 'fail'],
    ['spf=fail; dkim=pass header.d=list.example; dmarc=bestguesspass', 'pass'],
    ['spf=softfail (sender IP is 192.0.2.1) smtp.mailfrom=x; dkim=none (message not signed)', 'fail'],
    ['mx.example 1; dkim=fail header.d=a; dkim=pass header.d=b', 'pass'],
    ['spf=none smtp.mailfrom=x; dkim=none; dmarc=none', 'none'],
    ['mx.example; none', 'none'],
    ['spf=neutral; dkim=temperror; dmarc=temperror', 'none'],
    ['spf=fail (dmarc=pass) reason="dmarc=pass"', 'fail'],
    ['dkim=none; dmarc=none; spf=none; compauth=fail reason=001', 'fail'],
  ])('in %j is %s', (value, expected) => {
    expect(authenticationOf([{ name: 'Authentication-Results', value }])).toBe(expected);
  });

  it('is what the last server found, and not what the sender wrote below it', () => {
    const headers = ['dmarc=fail', 'dmarc=pass'].map((value) => ({ name: 'authentication-results', value }));

    expect(authenticationOf(headers)).toBe('fail');
  });

  it('is unknown without the header', () => {
    expect(authenticationOf([{ name: 'Received-SPF', value: 'Pass' }])).toBeNull();
  });
});

describe('whether a message came from outside', () => {
  const user = { accountType: 'work', username: 'alice@Contoso.example' } as const;
  const noted = (value: string): [{ name: string; value: string }] => [
    { name: 'X-MS-Exchange-Organization-AuthAs', value },
  ];

  it.each([
    [[], 'bob@contoso.EXAMPLE', false],
    [[], 'eve@evil.example', true],
    [[], 'contoso.example@evil.example', true],
    [noted('Anonymous'), 'bob@contoso.example', true],
    [noted('Internal'), 'bob@subsidiary.example', false],
    [[], '', null],
    [[], undefined, null],
  ])('with %j from %j: %j', (headers, sender, expected) => {
    expect(isExternalMessage(headers, sender, user)).toBe(expected);
  });

  it('is not determined for a personal account', () => {
    expect(isExternalMessage([], 'eve@evil.example', { ...user, accountType: 'personal' })).toBeNull();
  });
});
