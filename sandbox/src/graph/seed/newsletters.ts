import { GARDEN, NEWSROOM, SHOP } from './people.js';
import { DAY, html, HOUR, type SeedContext, type SeedMail } from './seed-mail.js';

const STYLE = `<style>
body{margin:0;background:#f3f2f1;font-family:Georgia,serif}
.card{max-width:600px;margin:0 auto;background:#fff;padding:24px}
.button{background:#0f6cbd;color:#fff;padding:10px 18px;border-radius:4px;text-decoration:none}
@media (max-width:480px){.card{padding:12px}}
@import url("https://fonts.example.com/serif.css");
</style>`;

const STORIES = [
  [
    'The lighthouse that keeps the wrong time',
    'For ninety years it has flashed four seconds late, and nobody dares to repair it.',
  ],
  [
    'A ferry captain and her library',
    'Between two harbours she lends three hundred books a year, and gets almost all of them back.',
  ],
  ['What the tide tables leave out', 'Wind, mostly. We asked six fishermen how they read the water.'],
  ['Recipe: soup for a cold deck', 'Leeks, potatoes, smoked salt. Twenty minutes, one pot.'],
  ['Letters to the editor', 'You wrote about gulls again. We print the three kindest ones.'],
  ['The map with the missing island', 'It was there in 1871. It is there now. It is not on the map.'],
] as const;

const PLANTS = ['garlic', 'broad beans', 'rhubarb', 'sweet peas', 'kale', 'quince'] as const;

function tracking(issue: string): string {
  return `<img src="https://track.example.com/open.gif?m=${issue}" width="1" height="1" alt="" style="display:block">`;
}

function dispatch(context: SeedContext, issue: number): SeedMail {
  const stories = [0, 1, 2].map((offset) => STORIES[(issue + offset) % STORIES.length] ?? STORIES[0]);
  const rows = stories
    .map(
      ([title, teaser], position) =>
        `<tr><td width="160"><img src="https://images.example.com/dispatch/${issue}-${position}.jpg" width="150" height="100" alt="${title}"></td><td style="padding:8px;vertical-align:top"><h3 style="margin:0">${title}</h3><p>${teaser}</p><a href="https://news.example.com/${issue}/${position}?utm_source=mail">Read on</a></td></tr>`,
    )
    .join('');
  return {
    folder: 'inbox',
    ageMinutes: issue * 7 * DAY + 9 * HOUR,
    from: NEWSROOM,
    subject: `Harbour Dispatch No. ${410 - issue}: ${stories[0]?.[0] ?? ''}`,
    body: html(
      `<div class="card"><table width="100%" cellpadding="0" cellspacing="0" role="presentation"><tr><td colspan="2" bgcolor="#003b5c" style="background-image:url('https://images.example.com/dispatch/wave.png');color:#fff;padding:16px"><h1>The Harbour Dispatch</h1></td></tr>${rows}</table><p style="font-size:12px;color:#666">You get this because you subscribed. <a href="https://news.example.com/unsubscribe?id=${context.random.hex(16)}">Unsubscribe</a></p></div>${tracking(`d${issue}`)}`,
      STYLE,
    ),
    more: {
      isRead: issue > 1,
      inferenceClassification: 'other',
      headers: [
        {
          name: 'List-Unsubscribe',
          value: '<https://news.example.com/unsubscribe>, <mailto:leave@news.example.com?subject=leave>',
        },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
        authenticationResults('news.example.com', 'pass'),
        { name: 'List-Id', value: 'The Harbour Dispatch <dispatch.news.example.com>' },
      ],
    },
  };
}

function garden(context: SeedContext, issue: number): SeedMail {
  const plant = PLANTS[issue % PLANTS.length] ?? 'kale';
  return {
    folder: issue > 2 ? 'archive' : 'inbox',
    ageMinutes: issue * 14 * DAY + 17 * HOUR,
    from: GARDEN,
    subject: `🌱 Slow Garden: a word about ${plant}`,
    body: html(
      `<center><table width="560" style="border:1px solid #dde5d0"><tr><td style="padding:20px"><img src="https://images.example.org/garden/${plant.replace(' ', '-')}.png" alt="Drawing of ${plant}" width="520"><h2 style="color:#44662b">${plant[0]?.toUpperCase() ?? ''}${plant.slice(1)}</h2><p>Put it in now and forget about it until spring. Keep the roots dry, the leaves in the light, and your expectations low.</p><ul><li>Distance: 25&nbsp;cm</li><li>Depth: two thumbs</li><li>Patience: plenty</li></ul><a class="button" href="https://garden.example.org/${plant.replace(' ', '-')}">The long version</a></td></tr></table></center>${tracking(`g${issue}${context.random.hex(4)}`)}`,
      STYLE,
    ),
    more: {
      isRead: issue > 0,
      inferenceClassification: 'other',
      headers: [
        { name: 'List-Unsubscribe', value: '<mailto:leave@garden.example.org>' },
        authenticationResults('garden.example.org', 'pass'),
      ],
    },
  };
}

function offer(context: SeedContext, issue: number): SeedMail {
  const percent = context.random.between(2, 7) * 5;
  return {
    folder: issue % 3 === 2 ? 'junkemail' : 'inbox',
    ageMinutes: issue * 6 * DAY + 6 * HOUR,
    from: SHOP,
    subject: `${percent}% off rain jackets – until Sunday`,
    body: html(
      `<table align="center" width="640" style="background:#fff url(https://images.example.net/bg.png) repeat"><tr><td><h1 style="font:bold 32px Arial">${percent}% off</h1><p>Four colours, two pockets, no leaks.</p><p><a class="button" href="https://shop.example.net/jackets?c=${context.random.hex(8)}">Show me jackets</a></p></td><td><img src="https://images.example.net/jacket.webp" srcset="https://images.example.net/jacket@2x.webp 2x" width="240" alt="A yellow rain jacket"></td></tr></table>${tracking(`s${issue}`)}`,
      STYLE,
    ),
    more: {
      isRead: context.random.chance(0.6),
      inferenceClassification: 'other',
      headers: [authenticationResults('shop.example.net', issue % 3 === 2 ? 'fail' : 'pass')],
    },
  };
}

/** As Exchange Online adds it to mail from outside. */
function authenticationResults(domain: string, result: 'pass' | 'fail'): { name: string; value: string } {
  return {
    name: 'Authentication-Results',
    value: `spf=${result} (sender IP is 192.0.2.7) smtp.mailfrom=${domain}; dkim=${result} (signature was ${result === 'pass' ? 'verified' : 'not verified'}) header.d=${domain};dmarc=${result} action=none header.from=${domain};compauth=${result} reason=100`,
  };
}

export function newsletters(context: SeedContext, issues = 12): readonly SeedMail[] {
  return Array.from({ length: issues }, (_, issue) => [
    dispatch(context, issue),
    garden(context, issue),
    offer(context, issue),
  ]).flat();
}
