import fc from 'fast-check';

import { cpuMsOf } from '../../../test/support/cpu-time.js';
import { findingsIn } from '../../../test/support/mail-findings.js';
import { sanitiseHtml } from './html-sanitiser.js';

const options = { allowsRemoteContent: false, message: 'M', inlineImage: () => undefined };
/** 10,000 inputs together. */
const runs = 5_000;
const longMs = 300_000;

const space = fc.constantFrom('', ' ', '\n', '\t', '/**/', '\f', '/');
const word = fc.constantFrom(
  ...'a b x color background background-image width url URL expression import media style script position fixed html body root is not has where'.split(
    ' ',
  ),
);
const mark = fc.constantFrom(
  ...[
    ...Array.from('{}()[]<>:;,.#@!*+~=|^$%&"\'\\/-_0123456789 \n'),
    '/*',
    '*/',
    '<!--',
    '-->',
    '\\75',
    '\\3c ',
    '\u0000',
    'é',
    '</style>',
  ],
);
const address = fc.constantFrom(
  'https://evil.example/a',
  '//evil.example/b',
  'javascript:alert(1)',
  'data:text/html,x',
  'cid:x',
  '\\\\evil.example',
);
const cssUrl = fc
  .tuple(fc.constantFrom('url(', 'u\\72l(', 'URL( ', 'image-set(', 'src('), fc.constantFrom('', '"', "'"), address)
  .map(([open, quote, target]) => `${open}${quote}${target}${quote})`);
const cssText = fc.array(fc.oneof(word, mark, cssUrl), { maxLength: 14 }).map((parts) => parts.join(''));
const declaration = fc
  .tuple(fc.oneof(word, cssText), space, fc.oneof(cssText, cssUrl, word))
  .map(([property, gap, value]) => `${property}${gap}:${gap}${value}`);
const rule = fc
  .tuple(fc.oneof(word, cssText), fc.array(declaration, { maxLength: 4 }))
  .map(([selector, declarations]) => `${selector}{${declarations.join(';')}}`);
const sheet = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: rule },
      fc
        .tuple(fc.constantFrom('@media', '@supports', '@import', '@font-face', '@layer', '@MEDIA'), cssText, rule)
        .map(([name, prelude, inside]) => `${name} ${prelude}{${inside}}`),
      cssText,
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

const tagName = fc.constantFrom(
  ...'a b p div table tr td img svg math style script title textarea noscript template form input iframe object xmp plaintext select option foreignObject mtext mglyph annotation-xml body html base v:fill o:p x'.split(
    ' ',
  ),
);
const attributeName = fc.constantFrom(
  ...'href src style class id name onclick onerror srcset background action formaction ping data-mail data-blocked-src xlink:href usemap width'.split(
    ' ',
  ),
);
const attribute = fc
  .tuple(
    attributeName,
    fc.constantFrom('=', '= ', ''),
    fc.constantFrom('"', "'", ''),
    fc.oneof(address, cssText, declaration),
  )
  .map(([name, equals, quote, value]) => ` ${name}${equals}${quote}${value}${quote}`);
const tag = fc
  .tuple(
    fc.constantFrom('<', '</', '<!', '<?', '< '),
    tagName,
    fc.array(attribute, { maxLength: 3 }),
    fc.constantFrom('>', '/>', ''),
  )
  .map(([open, name, attributes, close]) => open + name + attributes.join('') + close);
const markup = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: tag },
      cssText,
      sheet.map((text) => `<style>${text}</style>`),
      word,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('any HTML of a message', () => {
  it(
    'leaves nothing in its style sheet that fetches, leaves its container or ends the sheet',
    () => {
      fc.assert(
        fc.property(sheet, (text) => {
          const { html } = sanitiseHtml(`<style>${text}</style><p>x</p>`, options);
          expect(findingsIn(html)).toEqual([]);
        }),
        { numRuns: runs },
      );
    },
    longMs,
  );

  it(
    'leaves no markup that runs, fetches or misleads, and is unchanged when it is sanitised again',
    () => {
      fc.assert(
        fc.property(markup, (text) => {
          const { html } = sanitiseHtml(text, options);
          expect(findingsIn(html)).toEqual([]);
          expect(findingsIn(sanitiseHtml(html, options).html)).toEqual([]);
        }),
        { numRuns: runs },
      );
    },
    longMs,
  );
});

describe('the time to sanitise a message', () => {
  const kibibytes = 256;
  const filled = (part: string): string => part.repeat(Math.ceil((kibibytes * 1024) / part.length));
  const inSheet = (text: string): string => `<style>${text}</style><p>x`;
  const ordinary = filled('<p style="margin:0"><a href="https://example.com/">Read <b>more</b></a></p>');
  const cost = (html: string): number => cpuMsOf(() => sanitiseHtml(html, options));

  it.each([
    ['unknown elements', filled('<x>')],
    ['bold that never ends', filled('<b>')],
    ['ends of what never began', `<i>${filled('</b>')}`],
    ['elements that cross', filled('<b><i></b>')],
    ['paragraphs', filled('<p>x')],
    ['formatting that is taken up again', `<p>${'<font size=1 color=a>'.repeat(900)}</p>${filled('<p>x')}`],
    ['tables in tables', filled('<table><tr><td>')],
    ['text before a table', `<table>${filled('x<b>')}`],
    ['attributes', `<p ${Array.from({ length: 40_000 }, (_, n) => `a${n.toString(36)}`).join(' ')}>`],
    ['open comments', filled('<!--')],
    ['nested selectors', inSheet(filled(':is('))],
    ['nested rules', inSheet(filled('p{'))],
    ['nested conditions', inSheet(filled('@media screen{'))],
    ['nested values', inSheet(`p{width:${filled('calc(1px + ')}}`)],
    ['one long selector', inSheet(`${filled('a>b.c ')}{color:red}`)],
    ['selectors', inSheet(`${filled('a>b.c,')}i{color:red}`)],
    ['declarations', inSheet(`p{${filled('color:red;')}}`)],
    ['rules', inSheet(filled('p{color:red}'))],
    ['strings that never end', inSheet(filled('"\n'))],
    ['escapes', inSheet(filled('\\61 '))],
    ['style attributes', Array.from({ length: 9_000 }, (_, n) => `<p style="width:${n}px">x`).join('')],
    ['one long style attribute', `<p style="${filled('color:red;')}">x`],
    ['pictures of a sheet', inSheet(`p{background:${filled('url(x),')}none}`)],
  ])('grows with its length only: %s', (_, html) => {
    const texts = { whole: html, eighth: html.slice(0, html.length / 8), ordinary };
    const best = { whole: Infinity, eighth: Infinity, ordinary: Infinity };
    // Quadratic work would take 64 times as long for eight times as much; small times are mostly noise.
    const bounds = (): number[] => [Math.max(24 * best.eighth, 120), 12 * best.ordinary];
    // Other work on the machine only adds to a time: the more often it's measured, the less is in the best.
    for (let attempt = 0; attempt < 2 || (attempt < 12 && best.whole > Math.min(...bounds())); attempt += 1) {
      for (const text of ['eighth', 'whole', 'ordinary'] as const) {
        best[text] = Math.min(best[text], cost(texts[text]));
      }
    }

    expect(best.whole).toBeLessThan(Math.min(...bounds()));
  });
});
