import { recipientsSchema } from './message-input.js';

describe('the address of a recipient', () => {
  it.each([
    'ann@a.example',
    "o'neill+list@mail.contoso.example",
    'jürgen@müller.example',
    '用户@例子.中国',
    'a.b-c_d@x-y.example',
  ])('is %s', (address) => {
    expect(recipientsSchema.safeParse([{ name: '"Lee, Bob" <x>', address }]).success).toBe(true);
  });

  it.each([
    '<script>@b.example',
    'a@<b>.example',
    'a@b.example>',
    '<a@b.example>',
    'a,b@c.example',
    'a;b@c.example',
    'a@b.example,c@d.example',
    'a@b.example;c@d.example',
    'a(b)@c.example',
    'a@[127.0.0.1]',
    '"a b"@c.example',
    'a:b@c.example',
    String.raw`a\b@c.example`,
    'mailto:a@b.example',
    'a b@c.example',
    'a@b\n.example',
    'a@b',
    'a@b..example',
    'a@@b.example',
    '@b.example',
    '',
  ])('is not %j', (address) => {
    expect(recipientsSchema.safeParse([{ address }]).success).toBe(false);
  });
});
