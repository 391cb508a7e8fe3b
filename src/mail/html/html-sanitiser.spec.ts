import { findingsIn } from '../../../test/support/mail-findings.js';
import { xssCorpus as corpus } from '../../../test/support/xss-corpus.js';
import { sanitiseHtml, type SanitisedHtml } from './html-sanitiser.js';

const logo = '/api/mail/messages/M/attachments/A';

function sanitised(html: string, allowsRemoteContent = false): SanitisedHtml {
  return sanitiseHtml(html, {
    allowsRemoteContent,
    message: 'M',
    inlineImage: (contentId) => (contentId === 'logo@x' ? logo : undefined),
    namedImage: (name) => (name === 'image001.png' ? logo : undefined),
  });
}

/** The names of the message without their prefix, for readable tests. */
function html(source: string, allowsRemoteContent = false): string {
  return sanitised(source, allowsRemoteContent).html.replaceAll(/m[\da-f]{8}/g, 'M');
}

function styleOf(sheet: string, rest = '<p>x</p>', allowsRemoteContent = false): string {
  return /<style>(.*)<\/style>/s.exec(html(`<style>${sheet}</style>${rest}`, allowsRemoteContent))?.[1]?.trim() ?? '';
}

describe('HTML of a message', () => {
  it.each(corpus)('has nothing left to run or fetch: %j', (text) => {
    expect(findingsIn(sanitised(text).html)).toEqual([]);
  });

  it('is scoped by its own prefix, which differs from that of every other message', () => {
    const classOf = (message: string): string =>
      sanitiseHtml('<p class="a">x</p>', { allowsRemoteContent: false, message, inlineImage: () => undefined }).html;

    expect(classOf('M')).toMatch(/^<p class="m[\da-f]{8}-a">x<\/p>$/);
    expect(classOf('N')).not.toBe(classOf('M'));
  });

  it('keeps what makes a message readable', () => {
    const text =
      '<h1 style="color:#c00; font-family:Georgia, serif">Hello</h1><p align="center">a <b>b</b> <i>c</i></p>' +
      '<table border="0" cellpadding="4"><tbody><tr><td colspan="2" style="background-color:rgb(1, 2, 3)">x</td></tr></tbody></table>' +
      '<ul><li>one</li></ul><blockquote>q</blockquote><pre>p</pre><hr /><br />';

    expect(html(text)).toBe(text);
  });

  it('keeps the attributes of the whole page', () => {
    expect(
      html(
        '<html lang="de"><head><title>t</title></head><body bgcolor="FFCC00" text=#123 link="red" leftmargin=0 style="margin:0">x</body></html>',
      ),
    ).toBe(
      '<div lang="de" class="M" data-mail="html"><style>:where(.M_body){background-color:#FFCC00;color:#123;margin-right:0px;margin-left:0px;}\n' +
        ':where(.M a:link){color:red;}\n</style><div bgcolor="FFCC00" style="margin:0" class="M_body" data-mail="body">x</div></div>',
    );
  });

  it('closes everything that it opens, and nothing else', () => {
    expect(html('</div></td><table><tr><td><div>x</table></div><b>y')).toBe(
      '<table><tbody><tr><td><div>x</div></td></tr></tbody></table><b>y</b>',
    );
  });

  it('opens links in another tab and sends them no referrer', () => {
    expect(html('<a href="https://x.example/a?b=c&amp;d" target="_top">x</a>')).toBe(
      '<a href="https://x.example/a?b=c&amp;d" target="_blank" rel="noopener noreferrer">x</a>',
    );
  });

  it.each(['mailto:a@x.example?subject=b', 'tel:+441632960000', 'sms:+441632960000', 'geo:52.5,13.4'])(
    'keeps the link %s',
    (href) => {
      expect(html(`<a href="${href}">x</a>`)).toContain(`href="${href}"`);
    },
  );

  it.each(['javascript:x', 'data:text/html,x', 'file:///x', '/auth/logout', 'x.html', 'ms-msdt:/id', ''])(
    'refuses the link %j and leaves its text',
    (href) => {
      expect(html(`<a href="${href}">x</a>`)).toBe('<a>x</a>');
    },
  );

  it('leads to anchors inside the message by scoped names', () => {
    expect(
      html('<a href="#part 2">x</a><a href="#a%20b">x</a><a href="#part2">x</a><h2 id="part2">y</h2><a name=z>z</a>'),
    ).toBe('<a>x</a><a href="#M-a%20b">x</a><a href="#M-part2">x</a><h2 id="M-part2">y</h2><a name="M-z">z</a>');
  });

  it('treats relative addresses as relative to the base that the message names', () => {
    const text = '<base href="https://x.example/news/"><a href="a">x</a><img src="b.png"><a href="#c">c</a>';

    expect(html(text, true)).toBe(
      '<a href="https://x.example/news/a" target="_blank" rel="noopener noreferrer">x</a>' +
        '<img src="https://x.example/news/b.png" /><a href="#M-c">c</a>',
    );
    expect(html('<base href="javascript:x"><a href="a">x</a>')).toBe('<a>x</a>');
  });

  it('blocks remote images, and reports that', () => {
    expect(sanitised('<img src="https://x.example/a.png" alt="A" width="5">')).toEqual({
      html: '<img alt="A" width="5" data-blocked-src="https://x.example/a.png" />',
      remoteContentBlocked: true,
    });
    expect(sanitised('<table><td background="http://x.example/a.png">x</table>').remoteContentBlocked).toBe(true);
    expect(sanitised('<p style="background:url(https://x.example/a.png)">x</p>').remoteContentBlocked).toBe(true);
    expect(sanitised('<style>p{background:url(//x.example/a.png)}</style><p>x').remoteContentBlocked).toBe(true);
    expect(sanitised('<p>x</p>').remoteContentBlocked).toBe(false);
  });

  it.each([
    ['https://x.example/a.png', 'https://x.example/a.png'],
    ['http://x.example/a.png', 'https://x.example/a.png'],
    ['HTTP://x.example:80/a.png', 'https://x.example/a.png'],
    ['//x.example/a.png', 'https://x.example/a.png'],
  ])('loads the image %s over https when the user wants it', (source, address) => {
    expect(sanitised(`<img src="${source}">`, true)).toEqual({
      html: `<img src="${address}" />`,
      remoteContentBlocked: false,
    });
  });

  it('replaces the address of a remote image by the given one, wherever it occurs', () => {
    const text =
      '<img src="https://x.example/a.png"><img srcset="https://x.example/b.png 2x"><table background="https://x.example/c.png"></table>' +
      '<p style="background-image:url(\'https://x.example/d.png\')">x</p>';
    const result = sanitiseHtml(text, {
      allowsRemoteContent: true,
      message: 'M',
      inlineImage: () => undefined,
      remoteImage: (address) => `/api/mail/pictures?${address.slice(-5)}`,
    });

    expect(result.html).not.toContain('x.example');
    expect(result.html.match(/\/api\/mail\/pictures\?[a-d]\.png/g)).toHaveLength(4);
  });

  it('ignores a marker of the message itself', () => {
    expect(html('<img data-blocked-src="javascript:alert(1)"><p data-mail="html">x</p>')).toBe('<img /><p>x</p>');
  });

  it('shows attached images by content id, decoded, or by file name', () => {
    expect(html('<img src="cid:logo%40x"><img src="CID:other"><img src="image001.png"><img src="image002.png">')).toBe(
      `<img src="${logo}" /><img /><img src="${logo}" /><img />`,
    );
    expect(html('<p style="background:url(cid:logo@x)">x</p>')).toContain(`url(&quot;${logo}&quot;)`);
  });

  it('shows small embedded pictures, but no documents', () => {
    expect(html('<img src="data:image/png;base64,iVBORw0KGgo=">')).toContain('data:image/png');
    expect(html('<img src="data:image/svg+xml;base64,iVBORw0KGgo=">')).toBe('<img />');
  });

  it('keeps text of any direction and language', () => {
    const text = '<p dir="rtl" lang="ar">مرحبا</p><p>日本語 🙂</p>';

    expect(html(text)).toBe(text);
  });

  it('keeps the texts for screen readers, and scopes their names', () => {
    expect(html('<table role="presentation" aria-label="y"><tr><td aria-labelledby="a b">x')).toBe(
      '<table role="presentation" aria-label="y"><tbody><tr><td aria-labelledby="M-a M-b">x</td></tr></tbody></table>',
    );
  });

  it('keeps what is hidden hidden', () => {
    expect(html('<p hidden>x</p><dialog>y</dialog><dialog open>z</dialog><template>t</template>')).toBe(
      '<p hidden="">x</p><div>z</div>',
    );
  });

  it('shows fallbacks for films, sounds, formulas and drawings', () => {
    const instead = '<a href="https://x.example/"><img src="data:image/png;base64,AAAA"></a>';

    expect(html(`<video poster="cid:logo@x"><source src="v">${instead}<p>no film</p></video>`)).toContain(
      '<img src="data:',
    );
    expect(html('<video src="https://x.example/v" poster="cid:logo@x" width="5">no film</video>')).toBe(
      `<img width="5" src="${logo}" />`,
    );
    expect(html('<audio>no sound<a href="tel:1">call</a></audio>')).toContain('>call</a>');
    expect(html('<math><mi>x</mi><mo>&lt;</mo><mn>2</mn><annotation>n</annotation></math>')).toBe('x&lt;2');
    expect(html('<svg><title>t</title><style>q{}</style><g><text>A<tspan>B</tspan></text></g></svg>')).toBe('AB');
  });

  it('shows unknown elements as browsers do', () => {
    expect(html('<my-card class="a">x</my-card><o:p>y</o:p>')).toBe('<span class="M-a">x</span>y');
  });

  it('marks elements that are shown as another one where the style sheet selects them', () => {
    expect(html('<style>label{color:red}</style><label class="a">x</label><button>y</button>')).toContain(
      '<span class="M-a M_label">x</span><span>y</span>',
    );
  });

  it('treats an address without a scheme as one of the web', () => {
    expect(html('<a href="www.x.example/a?b">x</a><a href="www.x">y</a>')).toBe(
      '<a href="https://www.x.example/a?b" target="_blank" rel="noopener noreferrer">x</a><a>y</a>',
    );
  });

  it('leaves no markup of Office behind, and loses no text of the message', () => {
    const text =
      '<xml><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></xml><!--[if mso]><p>mso</p><![endif]--><![if !mso]>a<![endif]>' +
      '<!--[if !mso]><!-->b<!--<![endif]--><o:p>&nbsp;</o:p><w:WordDocument><w:View>Normal</w:View></w:WordDocument>' +
      '<v:roundrect href="x"><w:anchorlock/><center>Button</center></v:roundrect><v:fill type="tile"/>c';

    expect(html(text)).toBe('ab\u00a0c');
  });

  it('shows parts of forms as they look', () => {
    expect(
      html(
        '<form action="x"><label>a</label><input value=b><button type=submit>c</button><textarea>d</textarea></form>',
      ),
    ).toBe('<div><span>a</span><span>c</span></div>');
  });

  it.each([
    ['unclosed elements', '<x>'.repeat(60_000)],
    ['deep nesting', `<div>deep${'<div>'.repeat(20_000)}end`],
    ['more elements than a person reads', '<p>x</p>'.repeat(70_000)],
  ])('of %s is shown as its text, and reports that', (_, text) => {
    expect(html(`seen ${text}`)).toMatch(
      /^<p><i>This message is too large or too deeply nested.*<div style="white-space:pre-wrap">seen /s,
    );
    expect(findingsIn(html(text))).toEqual([]);
  });

  it('keeps the text of its deepest levels', () => {
    const result = html(`${'<div><i>'.repeat(300)}end<img src="cid:logo@x">`);

    expect(result).toContain('end');
    expect(result.match(/<div>/g)?.length).toBeLessThan(300);
  });
});

describe('the style sheet of a message', () => {
  it.each([
    ['p{color:red}', ':where(.M) p{color:red}'],
    ['.a>.b + #c ~ d{color:red}', ':where(.M) .M-a > .M-b + #M-c ~ d{color:red}'],
    ['<!-- p.a, *{color:red} -->', ':where(.M) p.M-a,:where(.M) *{color:red}'],
    [
      'body{margin:0} html{color:red} :root{color:red}',
      ':where(.M) :is(div,body):where(.M_body){margin:0}\n:is(div,html):where(.M){color:red}\n.M{color:red}',
    ],
    [
      'td[class="a b"],[class*=col-],a[href^="#x"]{color:red}',
      ':where(.M) td[class="M-a M-b"],:where(.M) [class*="col-"],:where(.M) a[href^="#M-x"]{color:red}',
    ],
    ['[data-ogsc] .a,p{color:red}', ':where(.M) p{color:red}'],
    [
      'p:hover,a:nth-child(2n + 1),b:not(.x,.y)::before{color:red}',
      ':where(.M) p:hover,:where(.M) a:nth-child(2n + 1),:where(.M) b:not(.M-x,.M-y)::before{color:red}',
    ],
    ['.md\\:w-1\\/2{color:red}', ':where(.M) .M-md\\:w-1\\/2{color:red}'],
    ['p{color:red;;background:BLUE !important;x:y}', ':where(.M) p{color:red; background:BLUE !important}'],
    [
      '@media only screen and (max-width:600px){p{color:red}}',
      '@media only screen and (max-width:600px){:where(.M) p{color:red}\n}',
    ],
    [
      '@media (400px <= width < 700px), print{p{color:red}}',
      '@media (400px <= width < 700px), print{:where(.M) p{color:red}\n}',
    ],
    ['@media (orientation:landscape){p{color:red}}', '@media (orientation:landscape){:where(.M) p{color:red}\n}'],
    ['@supports (display:grid){p{color:red}}', '@supports (display:grid){:where(.M) p{color:red}\n}'],
    ['@supports #url(https://evil.example/a){p{color:red}}q{color:red}', ':where(.M) q{color:red}'],
    ['@supports (width:1url(https://evil.example/a)){p{color:red}}q{color:red}', ':where(.M) q{color:red}'],
    ['@import "x";@charset "y";@font-face{src:url(x)}p{color:red}', ':where(.M) p{color:red}'],
    ['@keyframes a{to{color:red}}@layer b{p{color:red}}q{color:red}', ':where(.M) q{color:red}'],
    ['/* c */p/* d */{color:red}', ':where(.M) p{color:red}'],
    ['p{c\\6f lor:r\\65 d}', ':where(.M) p{color:red}'],
    ['p{padding:10vh 5px;margin:calc(2dvh + 1px)}', ':where(.M) p{padding:60px 5px; margin:calc(12px + 1px)}'],
    ['p{font-size:5vmin;gap:-1vmax}', ':where(.M) p{font-size:min(5vw,30px); gap:-6px}'],
    ['.f{opacity:0;animation:in 1s forwards;color:red}', ':where(.M) .M-f{color:red}'],
    ['label.a,form>p{color:red}', ':where(.M) span:where(.M_label).M-a,:where(.M) div:where(.M_form) > p{color:red}'],
    ['li:before{content:"•"}', ':where(.M) li::before{content:"•"}'],
  ])('%j becomes %j', (sheet, safe) => {
    expect(styleOf(sheet)).toBe(safe);
  });

  it.each([
    'html ~ p{color:red}',
    ':root + p{color:red}',
    'p html{color:red}',
    'p:has(a){color:red}',
    'p:unknown,q{color:red}',
    '_:-ms-x,q{color:red}',
    'p>{color:red}',
    '>p{color:red}',
    'p,,q{color:red}',
    'input:checked ~ p{color:red}',
    'a|b{color:red}',
    '{color:red}',
    '@media (min-height:1px){p{color:red}}',
    '@media (aspect-ratio:1/1){p{color:red}}',
    '@media (min-width:1px) and (unknown:1){p{color:red}}',
    'p{height:100vh;min-height:calc(100dvh - 1px);line-height:3vb;max-block-size:2svh}',
    'p{position:fixed;top:0;z-index:1;transform:none;filter:none;clip-path:none;animation:x 1s}',
    'p{list-style-image:url(x);cursor:url(x),auto;content:url(x);border-image:url(x) 3;mask:url(x)}',
    'p{--x:red;color:var(--x);width:env(a);height:attr(b px);background-image:image-set("x" 1x)}',
    'p::before{content:"a string that is longer than a mark"}',
    'p{color:"red"}',
    'p{width:expression(alert(1));behavior:url(x);-moz-binding:url(x)}',
    'p{width:calc(1px}',
  ])('removes all of %j', (sheet) => {
    expect(styleOf(sheet)).toBe('');
  });

  it('may be written for some widths only, by its element', () => {
    expect(html('<style media="screen and (max-width:600px)">p{color:red}</style>x')).toContain(
      '<style>@media screen and (max-width:600px){:where(.M) p{color:red}\n}</style>',
    );
    expect(html('<style media="(height:1px)">p{color:red}</style>x')).toBe('x');
  });

  it('cannot end its element, nor apply inside drawings', () => {
    const result = html(
      '<style>q:before{content:"</sty"} .a\\<b,p{color:red}</style><svg><style>i{color:red}</style></svg>x',
    );

    expect(result).toContain(String.raw`content:"\3c /sty"`);
    expect(result.match(/<\/?style>/g)).toEqual(['<style>', '</style>']);
    expect(result).not.toContain('i{');
  });

  it('is removed when it is larger than any that a person wrote', () => {
    expect(styleOf('p{color:red}'.repeat(40_000))).toBe('');
    expect(styleOf('p{color:red}'.repeat(10_000)).split('\n')).toHaveLength(6_000);
  });
});

describe('a background picture', () => {
  it('is loaded when pictures may be, with its address rewritten', () => {
    expect(styleOf(`p{background:#fff url( "http://x.example/a b'(1).png" ) no-repeat}`, '<p>', true)).toBe(
      ':where(.M) p{background:#fff url("https://x.example/a%20b%27%281%29.png") no-repeat}',
    );
  });

  it('leaves its colour and its box when it may not be loaded', () => {
    expect(styleOf('p{background:#fff url(https://x.example/a.png) no-repeat;color:#fff}')).toBe(
      ':where(.M) p{background:#fff none no-repeat; color:#fff}',
    );
  });

  it('removes light text with it when nothing else is behind the text', () => {
    expect(styleOf('p{background:url(https://x.example/a.png);color:#fff;margin:0}')).toBe(
      ':where(.M) p{background:none; margin:0}',
    );
    expect(styleOf('p{background:url(https://x.example/a.png);color:#333}')).toContain('color:#333');
  });

  it.each([
    '<div style="background:url(https://x.example/a.png)"><p style="color:#fff">x</p></div>',
    '<table><td background="https://x.example/a.png"><font color="#ffffff">x</font></td></table>',
    '<style>.a{background-image:url(https://x.example/a.png)}.a h1{color:white}</style><div class=a><h1>x</h1></div>',
    '<style>.b{color:rgb(250,250,250)}</style><div style="background:var(--x)"><p class=b>x</p></div>',
    '<body text=#ffffff background="https://x.example/a.png"><p>x</p>',
    '<div bgcolor=#ffffff><p style="background-image:url(https://x.example/a.png)"><a style="color:#eee">x</a></p></div>',
  ])('that is not loaded leaves %j a background that its text can be read on', (text) => {
    expect(html(text)).toContain('background-color: #6b6b6b');
  });

  it.each([
    [
      '<table><td bgcolor="#003b5c" style="background-image:url(https://x.example/a.png);color:#fff">x</td></table>',
      true,
    ],
    [
      '<table><td bgcolor="003B5C" style="background-image:url(https://x.example/a.png);color:#fff">x</td></table>',
      true,
    ],
    ['<table bgcolor="navy"><td style="background:url(https://x.example/a.png);color:white">x</td></table>', true],
    ['<style>.d{background:#222}</style><div class=d><p style="background:var(--x);color:#eee">x</p></div>', true],
    [
      '<table><td bgcolor="ffffff" style="background-image:url(https://x.example/a.png);color:#fff">x</td></table>',
      false,
    ],
    ['<div style="background:var(--x);color:#eee">x</div>', false],
  ])('that is not loaded leaves the light text of %j where something dark is behind it: %s', (text, isKept) => {
    expect(/color:(?:#fff|white|#eee)/.test(html(text))).toBe(isKept);
  });

  it.each([
    '<div style="background:url(https://x.example/a.png)"><p style="color:#333">x</p></div>',
    '<div style="background:url(https://x.example/a.png) #222"><p style="color:#fff">x</p></div>',
    '<div style="background:url(https://x.example/a.png)"><p style="color:#fff;background:#00f">x</p></div>',
    '<table><td background="https://x.example/a.png" bgcolor=#222222><font color="#ffffff">x</font></td></table>',
    '<style>.a{background:#222}</style><div class=a><p style="background:url(https://x.example/a.png)"><a style="color:#fff">x</a></p></div>',
    '<div style="background:url(https://x.example/a.png)"><p style="color:#fff"> </p></div>',
  ])('that is not loaded takes nothing from %j', (text) => {
    expect(html(text)).not.toContain('#6b6b6b');
  });
});

describe('the preview of a message', () => {
  it.each([
    '<div style="display:none">secret</div><p>Seen <b>by</b> all</p>',
    '<div style="max-height:0;overflow:hidden">secret</div><p>Seen <b>by</b> all</p>',
    '<span style="font-size:0px">secret</span><p>Seen <b>by</b> all</p>',
    '<span style="font-size:1px;line-height:1px">secret</span><p>Seen <b>by</b> all</p>',
    '<span style="opacity:0">secret</span><p>Seen <b>by</b> all</p>',
    '<span style="visibility:hidden">secret</span><p>Seen <b>by</b> all</p>',
    '<span style="mso-hide:all">secret</span><p>Seen <b>by</b> all</p>',
    '<span style="color:#fff">secret</span><p>Seen <b>by</b> all</p>',
    '<font color=white>secret</font><p>Seen <b>by</b> all</p>',
    '<table><td bgcolor="#000"><font color="#000000">secret</font></td></table><p>Seen <b>by</b> all</p>',
    '<p hidden>secret</p><p>Seen <b>by</b> all</p>',
    '<style>.pre{display:none!important}</style><div class=pre>secret</div><p>Seen <b>by</b> all</p>',
    '<p>Seen</p><i style="display:none">secret</i><p>by&#8204;&nbsp; all</p>',
  ])('contains nothing that %j hides', (text) => {
    expect(sanitised(text).preview?.trim()).toBe('Seen by all');
  });

  it.each([
    '<p>Seen by all</p>',
    '<style>@media (max-width:9px){p{display:none}}</style><p>x</p>',
    '<div style="display:none"><br></div><p>x</p>',
    '<table><td bgcolor=black><font color=white>x</font></table>',
    '<p style="font-size:1.2em;opacity:0.9;height:1px">x</p>',
    `<p>${'x'.repeat(3_000)}</p><p hidden>y</p>`,
  ])('is left to Graph for %j', (text) => {
    expect(sanitised(text).preview).toBeUndefined();
  });
});
