import { xssCorpus as corpus } from '../../../test/support/xss-corpus.js';
import { sanitiseHtml, type SanitisedHtml } from './html-sanitiser.js';

const inlineImage = (contentId: string): string | undefined =>
  contentId === 'logo@x' ? '/api/mail/messages/M/attachments/A' : undefined;

function sanitised(html: string, allowsRemoteContent = false): SanitisedHtml {
  return sanitiseHtml(html, { allowsRemoteContent, inlineImage });
}

/** Everything that a browser could take for markup is a known element with known attributes, all of them quoted. */
const element =
  /<(?<tag>[a-z\d]+)(?<attributes>(?: [a-z-]+(?:="[^"<>]*")?)*) ?\/?>|<\/(?<closed>[a-z\d]+)>|(?<stray><)/g;
const dangerousTags =
  /^(?:applet|audio|base|body|button|embed|form|frame|frameset|head|html|iframe|input|isindex|keygen|link|math|meta|noembed|noscript|object|option|plaintext|portal|script|select|source|style|svg|template|textarea|title|video|xml|xmp)$/;
const dangerousAttributes =
  /^(?:on|srcdoc|srcset|formaction|action|xlink|xmlns|id|name|class|is|data-(?!blocked-src)|ping|background$)/;

function findings(html: string): string[] {
  const found: string[] = [];
  for (const { groups = {} } of html.matchAll(element)) {
    const tag = groups['tag'] ?? groups['closed'] ?? '';
    if (groups['stray'] !== undefined || dangerousTags.test(tag)) {
      found.push(`<${tag}`);
    }
    for (const [, name = '', value = ''] of (groups['attributes'] ?? '').matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
      const url = value.replaceAll('&amp;', '&');
      const isBadLink = name === 'href' && !/^(?:https?:\/\/|mailto:)/.test(url);
      const isBadSource = name === 'src' && !/^(?:\/api\/mail\/|data:image\/(?:png|gif|jpeg);base64,)/.test(url);
      const isBadStyle =
        name === 'style' && /url|expression|import|behavio|binding|position|\\|@|\/\*|javascript|-moz/i.test(value);
      if (dangerousAttributes.test(name) || isBadLink || isBadSource || isBadStyle) {
        found.push(`${name}=${value}`);
      }
    }
  }
  return found;
}

describe('HTML of a message', () => {
  it.each(corpus)('has nothing left to run or fetch: %j', (html) => {
    expect(findings(sanitised(html).html)).toEqual([]);
  });

  it('is the same after it was sanitised a second time', () => {
    const once = sanitised(corpus.join('\n')).html;

    expect(sanitised(once).html).toBe(once);
  });

  it('keeps what makes a message readable', () => {
    const html =
      '<h1 style="color:#c00;font-family:Georgia, serif">Hello</h1><p align="center">a <b>b</b> <i>c</i></p>' +
      '<table border="0" cellpadding="4"><tbody><tr><td colspan="2" style="background-color:rgb(1, 2, 3)">x</td></tr></tbody></table>' +
      '<ul><li>one</li></ul><blockquote>q</blockquote><pre>p</pre><hr /><br />';

    expect(sanitised(html).html).toBe(html);
  });

  it('keeps the colours of the body', () => {
    const { html } = sanitised(
      '<html><head><title>t</title></head><body bgcolor="#fff" style="margin:0">x</body></html>',
    );

    expect(html).toBe('<div bgcolor="#fff" style="margin:0">x</div>');
  });

  it('opens links elsewhere and tells them nothing', () => {
    expect(sanitised('<a href="https://x.example/a?b=c&amp;d" target="_top">x</a>').html).toBe(
      '<a href="https://x.example/a?b=c&amp;d" target="_blank" rel="noopener noreferrer">x</a>',
    );
    expect(sanitised('<a href="mailto:a@x.example">x</a>').html).toContain('href="mailto:a@x.example"');
  });

  it('holds remote images back, and says so', () => {
    expect(sanitised('<img src="https://x.example/a.png" alt="A" width="5">')).toEqual({
      html: '<img alt="A" width="5" data-blocked-src="https://x.example/a.png" />',
      remoteContentBlocked: true,
    });
    expect(sanitised('<td background="http://x.example/a.png">x</td>').remoteContentBlocked).toBe(true);
    expect(sanitised('<p>x</p>').remoteContentBlocked).toBe(false);
  });

  it('lets remote images through when the user wants them', () => {
    expect(sanitised('<img src="https://x.example/a.png">', true)).toEqual({
      html: '<img src="https://x.example/a.png" />',
      remoteContentBlocked: false,
    });
  });

  it('does not believe a marker of the message itself', () => {
    expect(sanitised('<img data-blocked-src="javascript:alert(1)">').html).toBe('<img />');
  });

  it('shows attached images by their address, with the content id decoded', () => {
    expect(sanitised('<img src="cid:logo%40x"><img src="CID:other">').html).toBe(
      '<img src="/api/mail/messages/M/attachments/A" /><img />',
    );
  });

  it('shows small embedded pictures, but no documents', () => {
    expect(sanitised('<img src="data:image/png;base64,iVBORw0KGgo=">').html).toContain('data:image/png');
  });

  it('keeps text of any direction and language', () => {
    const html = '<p dir="rtl" lang="ar">مرحبا</p><p>日本語 🙂</p>';

    expect(sanitised(html).html).toBe(html);
  });
});
