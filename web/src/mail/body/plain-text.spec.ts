import { linkedParts, textBlocks, type TextBlock } from './plain-text.js';

function outline(blocks: readonly TextBlock[]): unknown[] {
  return blocks.map(({ kind, text, blocks: inner }) => (kind === 'quote' ? outline(inner) : `${kind}: ${text}`));
}

describe('a text message', () => {
  it('shows quotes by their levels, and the signature apart', () => {
    expect(outline(textBlocks('Yes.\r\n\r\n> a\r\n>> b\r\n> > c\r\n> d\r\n\r\n-- \r\nKim'))).toEqual([
      'text: Yes.\n',
      ['text: a', ['text: b\nc'], 'text: d'],
      'text: ',
      'signature: -- \nKim',
    ]);
  });

  it('joins lines that were only wrapped for transport', () => {
    const flowed = 'This is one \nparagraph of \nthree lines.\nAnother.\n> quoted \n> too\n-- \nKim';

    expect(outline(textBlocks(flowed))).toEqual([
      'text: This is one paragraph of three lines.\nAnother.',
      ['text: quoted too'],
      'signature: -- \nKim',
    ]);
    expect(outline(textBlocks('Two \nlines.'))).toEqual(['text: Two \nlines.']);
  });

  it.each([
    ['See https://x.example/a_(b), please.', 'https://x.example/a_(b)'],
    ['(https://x.example/a)', 'https://x.example/a'],
    ['www.x.example.', 'https://www.x.example'],
    ['Ask kim.o@x.example!', 'mailto:kim.o@x.example'],
    ['<https://x.example/?a=b&c=d>', 'https://x.example/?a=b&c=d'],
  ])('links %j', (text, href) => {
    const parts = linkedParts(text);

    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.flatMap((part) => part.href ?? [])).toEqual([href]);
  });

  it('treats nothing else as a link', () => {
    expect(linkedParts('javascript:alert(1) a@b 1.5 x.y').flatMap((part) => part.href ?? [])).toEqual([]);
  });
});
