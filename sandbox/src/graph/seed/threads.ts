import type { Address, StoredAttachment } from '../mailbox/mail-item.js';
import { chartPng, csv, pdf } from './files.js';
import { OFFICE, PARTNERS } from './people.js';
import { DAY, file, html, HOUR, paragraphs, type SeedContext, type SeedMail } from './seed-mail.js';

interface Script {
  readonly subject: string;
  readonly folder: string;
  /** How many days ago it began. */
  readonly days: number;
  readonly partners?: boolean;
  /** The mailbox's owner wrote the lines that begin with `>`. */
  readonly lines: readonly string[];
  readonly categories?: readonly string[];
}

const SCRIPTS: readonly Script[] = [
  {
    subject: 'Aurora: go-live checklist',
    folder: 'inbox',
    days: 1,
    categories: ['Blue category'],
    lines: [
      'I have put the checklist for Thursday together. Three rows have no owner yet: rollback rehearsal, status page, and the mail to customers. Could you each take one?',
      '>I take the status page. The text is nearly done, I only need the time window.',
      'The window is 06:00 to 07:30 UTC. Rollback rehearsal is mine then.',
      'Customer mail is written and waiting for a second pair of eyes. The draft is attached as text so that you can edit it.',
      '>Read it, two small changes in the second paragraph. Otherwise good to go.',
      'Merged. Thank you all, see you on the bridge at 05:45.',
    ],
  },
  {
    subject: 'Numbers for the quarterly review',
    folder: 'inbox',
    days: 3,
    categories: ['Green category'],
    lines: [
      'Here is the first cut of the numbers. The chart shows active teams by week; week 7 looks off to me.',
      '>Week 7 had the public holiday, that explains the dip. Could we mark it in the chart?',
      'Done, marked it and added the table as CSV.',
    ],
  },
  {
    subject: 'Lunch on Friday?',
    folder: 'inbox',
    days: 2,
    lines: [
      'The noodle place has opened again. Friday at 12:15?',
      '>In! Can we make it 12:30?',
      '12:30 it is 🍜',
      'I will join you, but late. Save me a chair please.',
    ],
  },
  {
    subject: 'Contract renewal with Fabrikam',
    folder: 'Projects/Borealis',
    days: 9,
    partners: true,
    lines: [
      'As agreed on the phone, I am sending the renewal for twelve months. Only clause 4 has changed (notice period of two months).',
      '>Thank you. Our legal team asks whether clause 4 applies to the support part as well.',
      'It applies to both. I can add a sentence that says so if it helps.',
      '>Yes please, then we can sign this week.',
      'Added and attached as PDF. Have a good week!',
    ],
  },
  {
    subject: 'Design review: empty states',
    folder: 'Projects/Aurora/Design',
    days: 12,
    lines: [
      'Please look at the four empty states before tomorrow. My question is whether we want a picture or only text.',
      'Text only on the phone, picture from tablet width on. It jumps otherwise.',
      '>Agree. And the button should say what happens, not "OK".',
      'Good point. New version is in the usual place.',
    ],
  },
  {
    subject: 'Flaky test in the billing suite',
    folder: 'Projects/Aurora',
    days: 6,
    lines: [
      'The rounding test failed again on the main branch, third time this week. It passes locally.',
      '>It depends on the time zone of the runner. I can reproduce it with TZ=Pacific/Auckland.',
      'Nice find. Will you fix it or shall I?',
      '>Fixed, the clock is injected now.',
    ],
  },
  {
    subject: 'Welcome, Hana!',
    folder: 'inbox',
    days: 15,
    lines: [
      'Please welcome Hana, who joins the platform team today. She comes from a railway company and knows more about timetables than anyone should.',
      'Welcome aboard!',
      'Welcome Hana, coffee on me.',
      'Thank you all, what a kind start. See you at lunch!',
    ],
  },
  {
    subject: 'Office move: which desk?',
    folder: 'archive',
    days: 40,
    lines: [
      'We move to the third floor in May. Tell me if you need a standing desk or a quiet corner.',
      '>A quiet corner would be great.',
      'Noted.',
    ],
  },
  {
    subject: 'Offsite in Porto: flights and rooms',
    folder: 'Travel',
    days: 20,
    lines: [
      'Flights are booked for most of us. Who still needs one? Rooms are shared by two unless you tell me otherwise.',
      '>I come by train and arrive on Tuesday evening.',
      'Lovely. Then I cancel your flight hold.',
    ],
  },
  {
    subject: 'Incident 2041: slow search on Monday',
    folder: 'inbox',
    days: 5,
    categories: ['Red category'],
    lines: [
      'Between 09:10 and 09:42 UTC the search answered in 8 s instead of 300 ms. Cause: an index was rebuilt in working hours. Write-up by tomorrow.',
      '>I can add the graph of queue lengths, please leave a place for it.',
      'The write-up is out. Action points: rebuild at night, alarm at 2 s, and a page that says how to pause a rebuild.',
    ],
  },
];

function quoted(previous: SeedMail | undefined, now: number): string {
  if (previous === undefined) {
    return '';
  }
  const sent = new Date(now - previous.ageMinutes * 60_000).toUTCString();
  return `<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> ${previous.from.name} &lt;${previous.from.address}&gt;<br><b>Sent:</b> ${sent}<br><b>Subject:</b> ${previous.subject}</div><blockquote>${previous.body.content.replace(/^[\s\S]*<body>|<\/body>[\s\S]*$/g, '')}</blockquote>`;
}

const teamsByWeek = [12, 14, 13, 18, 21, 22, 9, 24, 27];
let chartBytes: Buffer | undefined;

/** Painted once: every mailbox shows the same chart. */
function chart(): StoredAttachment {
  chartBytes ??= chartPng(teamsByWeek);
  return file('active-teams.png', 'image/png', chartBytes, { contentId: 'chart@contoso.com' });
}

function teamsTable(): string {
  return csv([['week', 'active teams'], ...teamsByWeek.map((teams, index) => [index + 1, teams])]);
}

/** The attachments of some of the replies. */
function filesOf(script: Script, position: number): Pick<NonNullable<SeedMail['more']>, 'attachments'> {
  switch (`${script.subject}#${position}`) {
    case 'Aurora: go-live checklist#3':
      return {
        attachments: [
          file(
            'customer-mail.txt',
            'text/plain',
            'Dear customer,\r\n\r\non Thursday morning we switch to the new version.\r\n',
          ),
        ],
      };
    case 'Numbers for the quarterly review#0':
      return { attachments: [chart()] };
    case 'Numbers for the quarterly review#2':
      return { attachments: [chart(), file('active-teams.csv', 'text/csv', teamsTable())] };
    case 'Contract renewal with Fabrikam#4':
      return {
        attachments: [
          file(
            'Renewal Fabrikam.pdf',
            'application/pdf',
            pdf('Renewal', ['Between Contoso and Fabrikam', 'Term: twelve months', 'Notice: two months']),
          ),
        ],
      };
    default:
      return {};
  }
}

function play(script: Script, context: SeedContext, repeat: number): readonly SeedMail[] {
  const { owner, random, now } = context;
  const cast = script.partners === true ? PARTNERS : [...context.colleagues, ...OFFICE];
  const actors: readonly Address[] = [random.pick(cast), random.pick(cast), random.pick(cast)];
  const key = `${owner.address}:${script.subject}:${repeat}`;
  const startedAt = now - (script.days + repeat * 30) * DAY * 60_000;
  let age = (script.days + repeat * 30) * DAY;
  const mails: SeedMail[] = [];
  for (const [position, line] of script.lines.entries()) {
    const isOwn = line.startsWith('>');
    const from = isOwn ? owner : (actors[position % actors.length] ?? owner);
    const others = [owner, ...actors].filter((each) => each.address !== from.address);
    const files = filesOf(script, position);
    const inline = files.attachments?.some((each) => each.isInline) === true;
    const picture = inline
      ? '<p><img src="cid:chart@contoso.com" alt="Active teams by week" width="324" height="120"></p>'
      : '';
    const isLast = position === script.lines.length - 1;
    mails.push({
      folder: isOwn ? 'sentitems' : script.folder,
      ageMinutes: age,
      from,
      subject: position === 0 ? script.subject : `RE: ${script.subject}`,
      body: html(
        paragraphs(line.replace(/^>/, '')) +
          picture +
          paragraphs(from.name.split(' ')[0] ?? '') +
          quoted(mails.at(-1), now),
      ),
      more: {
        to: others.slice(0, 1),
        cc: others.slice(1),
        conversation: { key, startedAt, depth: position },
        isRead: isOwn || !(isLast && script.days < 4),
        categories: isOwn ? [] : (script.categories ?? []),
        flag: isLast && script.days === 5 ? { flagStatus: 'flagged' } : { flagStatus: 'notFlagged' },
        importance: script.subject.startsWith('Incident') ? 'high' : 'normal',
        ...files,
      },
    });
    age = Math.max(random.between(2, 9), age - random.between(HOUR / 2, 7 * HOUR));
  }
  return mails;
}

/** Conversations among colleagues; `rounds` of them, a month apart. */
export function threads(context: SeedContext, rounds = 1): readonly SeedMail[] {
  return Array.from({ length: rounds }, (_, repeat) =>
    SCRIPTS.flatMap((script) => play(script, context, repeat)),
  ).flat();
}
