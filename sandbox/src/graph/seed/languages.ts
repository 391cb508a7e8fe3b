import type { Address } from '../mailbox/mail-item.js';
import { DAY, file, html, HOUR, paragraphs, text, type SeedMail } from './seed-mail.js';

function from(name: string, user: string): Address {
  return { name, address: `${user}@fabrikam.com` };
}

interface Letter {
  readonly from: Address;
  readonly subject: string;
  readonly lines: readonly string[];
  readonly direction?: 'rtl';
  readonly language: string;
  readonly days: number;
}

const LETTERS: readonly Letter[] = [
  {
    from: from('ليلى حدّاد', 'layla.haddad'),
    subject: 'موعد الاجتماع يوم الأحد',
    language: 'ar',
    direction: 'rtl',
    days: 1,
    lines: [
      'مرحبًا،',
      'هل يناسبك أن نلتقي يوم الأحد في الساعة 10:30؟ سأرسل جدول الأعمال (Agenda v2.1) قبل ذلك.',
      'مع أطيب التحيات،<br>ليلى',
    ],
  },
  {
    from: from('נועה ברק', 'noa.barak'),
    subject: 'סיכום הפגישה עם Contoso',
    language: 'he',
    direction: 'rtl',
    days: 2,
    lines: [
      'שלום,',
      'מצורף סיכום הפגישה. נשארו שלוש שאלות פתוחות, ואשמח לתשובה עד יום חמישי (12/11).',
      'תודה,<br>נועה',
    ],
  },
  {
    from: from('田中 さくら', 'sakura.tanaka'),
    subject: '来週の打ち合わせについて',
    language: 'ja',
    days: 2,
    lines: [
      'お世話になっております。田中です。',
      '来週の打ち合わせですが、火曜日の15時からでいかがでしょうか。資料は前日までにお送りいたします。',
      'どうぞよろしくお願いいたします。',
    ],
  },
  {
    from: from('Jürgen Müßig', 'juergen.muessig'),
    subject: 'Rückfrage: Maße der Türöffnung',
    language: 'de',
    days: 3,
    lines: [
      'Guten Tag,',
      'in der Zeichnung steht 2,01 m, gemessen haben wir 1,98 m. Welches Maß gilt? Straßenseitig fehlt außerdem die Höhe.',
      'Mit freundlichen Grüßen<br>Jürgen Müßig',
    ],
  },
  {
    from: from('Éloïse Garçon', 'eloise.garcon'),
    subject: 'Dîner d’équipe : qui vient ?',
    language: 'fr',
    days: 4,
    lines: [
      'Bonjour à tous,',
      'nous réservons « Chez Zoé » pour jeudi à 20 h. Dites-moi s’il vous faut un menu végétarien.',
      'À bientôt,<br>Éloïse',
    ],
  },
  {
    from: from('Ñ. Peña', 'n.pena'),
    subject: '¿Cuándo llega el envío?',
    language: 'es',
    days: 5,
    lines: ['¡Hola!', 'El mensajero dijo mañana, pero la página dice el jueves. ¿A quién creemos?', 'Un saludo'],
  },
  {
    from: from('王小明', 'xiaoming.wang'),
    subject: '关于报价单的两个问题',
    language: 'zh-Hans',
    days: 6,
    lines: ['您好：', '报价单第三行的数量和合同不一致，另外付款期限是三十天还是六十天？请确认。', '谢谢！'],
  },
  {
    from: from('김하늘', 'haneul.kim'),
    subject: '사진 잘 받았습니다 📷',
    language: 'ko',
    days: 7,
    lines: ['안녕하세요,', '보내 주신 사진 잘 받았습니다. 두 번째 사진이 특히 좋네요!', '감사합니다.'],
  },
  {
    from: from('Ελένη Παπαδάκη', 'eleni.papadaki'),
    subject: 'Πρόγραμμα για το καλοκαίρι',
    language: 'el',
    days: 10,
    lines: ['Καλημέρα,', 'το γραφείο κλείνει από 10 έως 17 Αυγούστου. Γράψτε μου αν χρειάζεστε κάτι πριν.', 'Ελένη'],
  },
  {
    from: from('अनन्या शर्मा', 'ananya.sharma'),
    subject: 'कार्यशाला के लिए धन्यवाद',
    language: 'hi',
    days: 11,
    lines: ['नमस्ते,', 'कल की कार्यशाला बहुत अच्छी रही। क्या आप स्लाइड भेज सकते हैं?', 'सादर,<br>अनन्या'],
  },
  {
    from: from('Олена Шевчук', 'olena.shevchuk'),
    subject: 'Звіт за жовтень готовий',
    language: 'uk',
    days: 13,
    lines: ['Добрий день!', 'Звіт готовий, залишилося додати одну таблицю. Надішлю до вечора.', 'З повагою, Олена'],
  },
];

function letter(each: Letter): SeedMail {
  return {
    folder: 'inbox',
    ageMinutes: each.days * DAY + 3 * HOUR + each.subject.length,
    from: each.from,
    subject: each.subject,
    body: html(`<div lang="${each.language}" dir="${each.direction ?? 'ltr'}">${paragraphs(...each.lines)}</div>`),
    more: { isRead: each.days > 2, headers: [{ name: 'Content-Language', value: each.language }] },
  };
}

/** Mail in many scripts, with and without markup for its direction. */
export function languages(): readonly SeedMail[] {
  return [
    ...LETTERS.map(letter),
    {
      folder: 'inbox',
      ageMinutes: 8 * DAY + 50,
      from: from('ليلى حدّاد', 'layla.haddad'),
      subject: 'Re: Agenda v2.1 – ملاحظات',
      body: text(
        'شكرًا جزيلاً!\r\n\r\nThe second point (النقطة الثانية) should come first.\r\n1. Budget: 12,500 €\r\n2. الموعد: 2026-11-30\r\n',
      ),
      more: {},
    },
    {
      folder: 'inbox',
      ageMinutes: 9 * HOUR,
      from: from('Mei Lin Zhou', 'mei.lin.zhou'),
      subject: '🎉🎂👩‍👩‍👧‍👦 🏳️‍🌈 It’s party time! 🇺🇳',
      body: html(paragraphs('👋🏽 Hi!', 'Cake at 15:30 in the kitchen 🍰. Bring your own 🍴.', '¯\\_(ツ)_/¯')),
      more: { isRead: false },
    },
    {
      folder: 'inbox',
      ageMinutes: 12 * DAY + 40,
      from: from('נועה ברק', 'noa.barak'),
      subject: 'קובץ: תקציב 2027',
      body: html(`<div dir="rtl">${paragraphs('הקובץ מצורף.', 'נועה')}</div>`),
      more: { attachments: [file('תקציב 2027.csv', 'text/csv', 'סעיף,סכום\r\nנסיעות,1200\r\n')] },
    },
  ];
}
