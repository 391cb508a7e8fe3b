import { csv, pdf } from './files.js';
import { ACCOUNTS, BUILD, FACILITIES, OFFICE, peopleTeam, RAIL, SECURITY, SHOP } from './people.js';
import { DAY, file, html, HOUR, paragraphs, text, type SeedContext, type SeedMail } from './seed-mail.js';

const MEETINGS = [
  'Weekly planning',
  'Architecture forum',
  'One to one',
  'Customer call: Fabrikam',
  'Retrospective',
  'Budget talk',
] as const;
const ROOMS = ['Room Baltic', 'Room Adriatic', 'Microsoft Teams Meeting', 'Kitchen, 3rd floor'] as const;
const BRANCHES = ['main', 'release/4.2', 'feature/quiet-hours'] as const;

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function weekly(startsAt: number): Record<string, unknown> {
  return {
    pattern: {
      type: 'weekly',
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [DAYS[new Date(startsAt).getUTCDay()]],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: {
      type: 'noEnd',
      startDate: new Date(startsAt).toISOString().slice(0, 10),
      endDate: '0001-01-01',
      recurrenceTimeZone: 'UTC',
      numberOfOccurrences: 0,
    },
  };
}

function meeting(context: SeedContext, position: number): SeedMail {
  const { random, now } = context;
  const topic = MEETINGS[position % MEETINGS.length] ?? MEETINGS[0];
  const from = random.pick([...context.colleagues, ...OFFICE]);
  const ageMinutes = position * 2 * DAY + random.between(1, 10) * HOUR;
  const day = new Date(now - ageMinutes * 60_000 + random.between(1, 9) * 86_400_000).setUTCHours(0, 0, 0, 0);
  const startsAt = day + random.between(8, 16) * 3_600_000 + random.pick([0, 1_800_000]);
  const location = random.pick(ROOMS);
  const isCancelled = position % 5 === 4;
  return {
    folder: 'inbox',
    ageMinutes,
    from,
    subject: isCancelled ? `Canceled: ${topic}` : topic,
    body: html(
      paragraphs(
        `When: ${new Date(startsAt).toUTCString()}`,
        `Where: ${location}`,
        'Please read the notes before we meet.',
      ) +
        (location.startsWith('Microsoft')
          ? '<p><a href="https://teams.example.com/l/meetup-join/19">Join the meeting</a></p>'
          : ''),
    ),
    more: {
      meeting: {
        meetingMessageType: isCancelled ? 'meetingCancelled' : 'meetingRequest',
        startsAt,
        endsAt: startsAt + 1_800_000,
        location,
        ...(location.startsWith('Microsoft') ? { onlineMeetingUrl: 'https://teams.example.com/l/meetup-join/19' } : {}),
        ...(topic === 'Weekly planning' ? { recurrence: weekly(startsAt) } : {}),
      },
      isRead: position > 2,
    },
  };
}

function build(context: SeedContext, position: number): SeedMail {
  const { random } = context;
  const branch = random.pick(BRANCHES);
  const number = 8_214 - position;
  const isBroken = random.chance(0.35);
  return {
    folder: 'Builds',
    ageMinutes: position * 9 * HOUR + random.between(5, 300),
    from: BUILD,
    subject: `[aurora] Build #${number} ${isBroken ? 'failed' : 'passed'} (${branch})`,
    body: text(
      `Build #${number} on ${branch} ${isBroken ? 'FAILED' : 'passed'}\r\n\r\nCommit   ${random.hex(10)}\r\nDuration ${random.between(3, 14)} min ${random.between(0, 59)} s\r\nTests    ${random.between(1800, 2100)} run, ${isBroken ? random.between(1, 9) : 0} failed\r\n\r\nhttps://build.contoso.com/aurora/${number}\r\n`,
    ),
    more: { isRead: random.chance(0.8), inferenceClassification: 'other', importance: isBroken ? 'high' : 'low' },
  };
}

function receipt(context: SeedContext, position: number): SeedMail {
  const { random } = context;
  const total = random.between(900, 24_000) / 100;
  const order = `NW-${random.between(100_000, 999_999)}`;
  const shop = position % 2 === 0 ? SHOP : RAIL;
  const item = position % 2 === 0 ? 'Rain jacket, yellow, M' : 'Single, Harbour – Old Town, 2nd class';
  return {
    folder: 'Receipts',
    ageMinutes: position * 8 * DAY + random.between(60, 1200),
    from: shop,
    subject: `Your receipt ${order}`,
    body: html(
      `<h2>Thank you!</h2><table border="1" cellpadding="6" style="border-collapse:collapse"><tr><th align="left">Item</th><th>Price</th></tr><tr><td>${item}</td><td align="right">€ ${total.toFixed(2)}</td></tr><tr><td><b>Total</b></td><td align="right"><b>€ ${total.toFixed(2)}</b></td></tr></table><p>Order ${order}</p>`,
    ),
    more: {
      isRead: position > 0,
      inferenceClassification: 'other',
      attachments: [
        file(
          `receipt-${order}.pdf`,
          'application/pdf',
          pdf(`Receipt ${order}`, [item, `Total EUR ${total.toFixed(2)}`, 'Thank you.']),
        ),
      ],
    },
  };
}

function invoice(context: SeedContext, position: number): SeedMail {
  const number = `2026-${String(310 + position).padStart(4, '0')}`;
  const hours = context.random.between(20, 90);
  return {
    folder: position < 2 ? 'inbox' : 'archive',
    ageMinutes: position * 30 * DAY + 3 * DAY + 90,
    from: ACCOUNTS,
    subject: `Invoice ${number}`,
    body: html(
      paragraphs(
        'Dear team,',
        `please find invoice ${number} and the list of hours attached. It is due within 30 days.`,
        'Kind regards,<br>Fabrikam Accounts',
      ),
    ),
    more: {
      isRead: position > 0,
      flag: position === 0 ? { flagStatus: 'flagged' } : { flagStatus: 'complete' },
      categories: ['Yellow category'],
      attachments: [
        file(
          `Invoice ${number}.pdf`,
          'application/pdf',
          pdf(`Invoice ${number}`, [`Consulting, ${hours} hours`, `Total EUR ${hours * 95}.00`]),
        ),
        file(
          'hours.csv',
          'text/csv',
          csv([
            ['day', 'hours', 'what'],
            ['Monday', 8, 'Workshop, day "one"'],
            ['Tuesday', hours % 8, 'Notes'],
          ]),
        ),
      ],
    },
  };
}

const noticesOfFacilities: readonly (readonly [
  from: typeof FACILITIES,
  subject: string,
  line: string,
  days: number,
])[] = [
  [
    FACILITIES,
    'Fire drill on Wednesday at 10:00',
    'Please leave the building by the nearest stairs and meet at the fountain.',
    1,
  ],
  [
    peopleTeam,
    'Your holiday balance',
    'You have 11.5 days left this year. Days that you do not take until March are lost.',
    8,
  ],
  [
    SECURITY,
    'New sign-in from a browser we have not seen',
    'Somebody signed in to your account from Chromium on Linux. If that was you, there is nothing to do.',
    0,
  ],
  [FACILITIES, 'Coffee machine, 2nd floor', 'It is being repaired. The one on the 3rd floor is not happy about it.', 4],
  [peopleTeam, 'Survey: how do you like to work?', 'Seven questions, four minutes, no names.', 18],
  [SECURITY, 'Phishing exercise: the results', 'Eleven per cent clicked. Last year it was nineteen. Keep asking.', 26],
];

function facilityNotices(): readonly SeedMail[] {
  return noticesOfFacilities.map(([from, subject, line, days]) => ({
    folder: 'inbox',
    ageMinutes: days * DAY + 4 * HOUR + 11,
    from,
    subject,
    body: html(paragraphs('Hello,', line)),
    more: { isRead: days > 3, importance: from === SECURITY ? 'high' : 'normal' },
  }));
}

function times(count: number, make: (position: number) => SeedMail): readonly SeedMail[] {
  return Array.from({ length: count }, (_, position) => make(position));
}

export function notices(context: SeedContext, count = 24): readonly SeedMail[] {
  return [
    ...facilityNotices(),
    ...times(count, (position) => build(context, position)),
    ...times(Math.ceil(count / 2), (position) => meeting(context, position)),
    ...times(Math.ceil(count / 3), (position) => receipt(context, position)),
    ...times(Math.ceil(count / 6), (position) => invoice(context, position)),
  ];
}
