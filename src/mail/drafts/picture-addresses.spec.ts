import { pictureAddresses, withContentIds } from './picture-addresses.js';

function contentIdOf({ messageId, attachmentId }: { messageId: string; attachmentId: string }): string | undefined {
  return messageId === 'a/b=' && attachmentId === 'c+d' ? 'chart 1@x' : undefined;
}

describe('the addresses of pictures in the HTML of a client', () => {
  it.each([
    ['an address', '<img src="/api/mail/messages/a%2Fb%3D/attachments/c%2Bd">', '<img src="cid:chart%201@x">'],
    [
      'an absolute address with a query',
      "<img src='https://mail.example/api/mail/messages/a%2Fb%3D/attachments/c%2Bd?disposition=inline'>",
      "<img src='cid:chart%201@x'>",
    ],
    [
      'an address in a style',
      '<td style="background:url(/api/mail/messages/a%2Fb=/attachments/c+d)">',
      '<td style="background:url(cid:chart%201@x)">',
    ],
  ])('become content ids again: %s', (_, html, expected) => {
    expect(withContentIds(html, contentIdOf)).toBe(expected);
  });

  it.each(['<img src="/api/mail/messages/x/attachments/y">', '<img src="/api/mail/messages/%/attachments/y">', '<p>'])(
    'stay when they are unknown: %s',
    (html) => {
      expect(withContentIds(html, contentIdOf)).toBe(html);
    },
  );

  it('are found, encoded or not', () => {
    expect(
      pictureAddresses('<img src="/api/mail/messages/a%2Fb/attachments/c">"/api/mail/messages/d/attachments/e"'),
    ).toEqual([
      { messageId: 'a/b', attachmentId: 'c' },
      { messageId: 'd', attachmentId: 'e' },
    ]);
  });
});
