import { growthOf } from '../../../test/support/cpu-time.js';
import { linksOf } from './attachment-links.js';

const file = 'https://contoso.sharepoint.example/a?x=1&y=2';

describe('the links of the files that a message refers to', () => {
  it.each([
    ['as Outlook writes them', `<a href="${file.replace('&', '&amp;')}" id="x">Plan.docx</a>`],
    ['in other letters and quotes', `<A ID=x HREF = '${file}' >plan.DOCX</A >`],
    ['with markup and spaces in them', `<a href="${file}"><img src="cid:i"><span>&nbsp;Plan.docx\n</span></a>`],
    [
      'after a link that was never closed',
      `<a href="https://other.example/">Plan.docx <a href="${file}">Plan.docx</a>`,
    ],
    ['after a link of that name to nowhere', `<a name="x">Plan.docx</a><a href="${file}">Plan.docx</a>`],
    ['beside an attribute that ends alike', `<a data-href="https://other.example/" href="${file}">Plan.docx</a>`],
  ])('are found %s', (_, html) => {
    expect(linksOf(['Plan.docx'], `<p>Hello</p>${html}<p>Bye</p>`)).toEqual(new Map([['Plan.docx', file]]));
  });

  it('are found for all files at once, each by its own name', () => {
    const html = `<a href="https://x.example/1">one &amp; only</a><a href="https://x.example/2">two</a>`;

    expect(linksOf(['two', 'one & only', 'three', ''], html)).toEqual(
      new Map([
        ['two', 'https://x.example/2'],
        ['one & only', 'https://x.example/1'],
      ]),
    );
  });

  it.each([
    ['http', '<a href="http://x.example/">Plan.docx</a>'],
    ['a script', '<a href="javascript:alert(1)">Plan.docx</a>'],
    ['another text', `<a href="${file}">The Plan.docx</a>`],
    ['no link', 'Plan.docx'],
  ])('are not built for %s', (_, html) => {
    expect(linksOf(['Plan.docx'], html).size).toBe(0);
  });

  it.each([
    '<a href="x"',
    '<a href="x">',
    'href="x"',
    '<a ',
    '</a>',
    '<a x></a>',
    '<a href="https://x.example/">Plan.docx',
    `<a href='`,
    '<a href="x',
  ])('are found in one pass over %j, repeated', (part) => {
    const names = Array.from({ length: 500 }, (_, index) => `Plan ${index}.docx`);
    const growth = growthOf((length) => {
      const times = length / part.length;
      linksOf(names, part.repeat(times));
      linksOf(names, `<a ${part.slice(3).repeat(times)}`);
    }, 4_000_000);

    expect(growth).toBeLessThan(3);
  });
});
