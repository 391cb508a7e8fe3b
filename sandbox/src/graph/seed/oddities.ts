import type { StoredAttachment } from '../mailbox/mail-item.js';
import { chartPng } from './files.js';
import { FACILITIES, OFFICE, PARTNERS, peopleTeam } from './people.js';
import { DAY, file, html, HOUR, paragraphs, text, type SeedContext, type SeedMail } from './seed-mail.js';

const longSubject = `Minutes of the meeting about the minutes of the meeting ${'and of the meeting before that one '.repeat(16)}(final)`;

function lines(...text: readonly string[]): string {
  return `${text.join('\r\n')}\r\n`;
}

/** Attachments of other programs: Outlook items, each in its own format, and a link in place of a file. */
function attachedItems(): readonly StoredAttachment[] {
  const message = lines('From: <ada@example.com>', 'Subject: Re: Budget 2026/27', '', 'It is approved.');
  const event = lines(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sandbox//EN',
    'BEGIN:VEVENT',
    'UID:walk@example.com',
    'DTSTART:20261203T120000Z',
    'DTEND:20261203T123000Z',
    'SUMMARY:A walk',
    'END:VEVENT',
    'END:VCALENDAR',
  );
  const contact = lines(
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Mei Lin Zhou',
    'EMAIL:mei.lin.zhou@fabrikam.com',
    'END:VCARD',
  );
  return [
    { ...file('Re: Budget 2026/27', 'message/rfc822', message), special: { kind: 'item', itemType: 'message' } },
    { ...file('A walk', 'text/calendar', event), special: { kind: 'item', itemType: 'event' } },
    { ...file('Mei Lin Zhou', 'text/vcard', contact), special: { kind: 'item', itemType: 'contact' } },
    {
      ...file('Plan.xlsx', 'application/octet-stream', ''),
      special: { kind: 'reference', sourceUrl: 'https://contoso-my.sharepoint.example/personal/mei/Plan.xlsx' },
    },
  ];
}

/** Rare but real messages: empty subjects, endless subjects, crowds, empty bodies, one long line, many pictures. */
export function oddities(context: SeedContext): readonly SeedMail[] {
  const { owner } = context;
  const crowd = Array.from({ length: 140 }, (_, position) => ({
    name: `Guest ${position + 1}`,
    address: `guest${position + 1}@example.com`,
  }));
  const [amara = owner, bruno = owner, chiara = owner] = OFFICE;
  const pictures = Array.from({ length: 6 }, (_, position) =>
    file(`photo-${position + 1}.png`, 'image/png', chartPng([position + 2, 7, 4, 9 - position])),
  );
  return [
    {
      folder: 'inbox',
      ageMinutes: 5 * HOUR,
      from: amara,
      subject: '',
      body: html(paragraphs('Forgot the subject, sorry. Can you call me?')),
    },
    {
      folder: 'inbox',
      ageMinutes: DAY + 20,
      from: bruno,
      subject: longSubject,
      body: html(paragraphs('See subject.')),
    },
    {
      folder: 'inbox',
      ageMinutes: 2 * DAY + 35,
      from: peopleTeam,
      subject: 'Summer party: the list of guests',
      body: html(paragraphs('Everybody who has answered so far is in the list above.')),
      more: { to: [owner, ...crowd.slice(0, 100)], cc: crowd.slice(100), isRead: true },
    },
    {
      folder: 'inbox',
      ageMinutes: 3 * DAY + 5,
      from: chiara,
      subject: '(no text)',
      body: text(''),
      more: { isRead: true },
    },
    {
      folder: 'inbox',
      ageMinutes: 4 * DAY + 15,
      from: FACILITIES,
      subject: 'Log of the door on the ground floor',
      body: text(
        `Door opened ${'0123456789abcdef'.repeat(400)} times.\r\n> quoted\r\n>> quoted twice\r\n-- \r\nFacilities`,
      ),
      more: { isRead: true },
    },
    {
      folder: 'inbox',
      ageMinutes: 5 * DAY + 45,
      from: PARTNERS[0] ?? owner,
      subject: 'Pictures of the site',
      body: html(paragraphs('Six pictures, as promised.')),
      more: { attachments: pictures, isReadReceiptRequested: true },
    },
    {
      folder: 'inbox',
      ageMinutes: 5 * DAY + 50,
      from: PARTNERS[2] ?? owner,
      subject: 'A message, a date, a card and a link',
      body: html(
        paragraphs(
          'Three items of Outlook are attached, and a plan that lies elsewhere:',
          '<a href="https://contoso-my.sharepoint.example/personal/mei/Plan.xlsx">Plan.xlsx</a>',
        ),
      ),
      more: { attachments: attachedItems() },
    },
    {
      folder: 'inbox',
      ageMinutes: 6 * DAY + 55,
      from: PARTNERS[1] ?? owner,
      subject: 'A very wide table',
      body: html(
        `<table border="1"><tr>${Array.from({ length: 40 }, (_, column) => `<th>Column&nbsp;${column + 1}</th>`).join('')}</tr><tr>${'<td>1234567890</td>'.repeat(40)}</tr></table>`,
      ),
      more: { replyTo: [{ name: 'Tables', address: 'tables@fabrikam.com' }], isRead: true },
    },
    {
      folder: 'drafts',
      ageMinutes: 50,
      from: owner,
      subject: 'Thoughts about the roadmap',
      body: html(paragraphs('Three things that I would change:', '1. ')),
      more: { isDraft: true, isRead: true, to: [amara] },
    },
    {
      folder: 'drafts',
      ageMinutes: 3 * DAY,
      from: owner,
      subject: '',
      body: html(''),
      more: { isDraft: true, isRead: true, to: [] },
    },
    {
      folder: 'deleteditems',
      ageMinutes: 2 * DAY,
      from: bruno,
      subject: 'Wrong attachment, please ignore',
      body: html(paragraphs('Please delete my last mail.')),
      more: { isRead: true },
    },
    {
      folder: 'deleteditems',
      ageMinutes: 9 * DAY,
      from: chiara,
      subject: 'Kitchen: whose cake is this?',
      body: html(paragraphs('It has been here since Monday.')),
      more: { isRead: true },
    },
    {
      folder: 'deleteditems',
      ageMinutes: 21 * DAY,
      from: FACILITIES,
      subject: 'Lift out of order',
      body: text('The lift is out of order until noon.'),
      more: { isRead: false },
    },
  ];
}
