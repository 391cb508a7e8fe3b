import fc from 'fast-check';

import { growthOf } from '../../../test/support/cpu-time.js';
import { beforeOriginal, htmlOfText, originalMarker, readDraft, withText, writeDraft } from './draft-html.js';

const head = '<html><head><style>p{color:red}</style></head><body lang="de" data-a="1>2">';
const original = '<hr><div id="divRplyFwdMsg"><b>From:</b> Ada</div><p><img src="cid:chart@x"></p>';
const made = `${head}<div></div>${original}</body></html>`;

describe('a draft of a reply', () => {
  it('has the text of the user before all of the original', () => {
    expect(beforeOriginal(made, '<p>Mine</p>')).toBe(
      `${head}<p>Mine</p>${originalMarker}<div></div>${original}</body></html>`,
    );
  });

  it('takes the content out of a document that the user sends', () => {
    expect(beforeOriginal('<p>Old</p>', '<html><body bgcolor="red"><p>Mine</p></body></html>')).toBe(
      `<p>Mine</p>${originalMarker}<p>Old</p>`,
    );
  });

  it.each([
    ['<body', '<body>a', 'a'],
    ['a comment that holds a tag', '<!-- <body> --><BODY\n>a</BODY >', 'a'],
    ['no body', '<html><head></head>a</html>', 'a'],
    ['no end', '<html><body>a', 'a'],
    ['a body that is mentioned', '<p>&lt;body&gt; <bodyguard>a</p>', '<p>&lt;body&gt; <bodyguard>a</p>'],
    ['nothing', '', ''],
  ])('finds its content in HTML with %s', (_, html, content) => {
    expect(readDraft(html).written).toBe(content);
  });

  it('keeps the original when its text is changed', () => {
    const draft = beforeOriginal(made, '<p>Mine</p>');

    expect(withText(draft, '<p>Changed</p>')).toBe(beforeOriginal(made, '<p>Changed</p>'));
  });

  it('accepts a client that sends the original too', () => {
    const draft = beforeOriginal(made, '<p>Mine</p>');
    const sent = `<p>Changed</p>${originalMarker}<p>Answered in between</p>`;

    expect(withText(draft, sent)).toBe(`${head}${sent}</body></html>`);
  });

  it.each([
    ['in Outlook', made.replace('<div></div>', '<p>Begun elsewhere</p>')],
    ['on the web', made.replace('<div></div>', '<p>Begun elsewhere</p><div id="appendonsend"></div>')],
  ])('recognises the original of a reply that was begun %s', (_, html) => {
    const { written, original: found } = readDraft(html);

    expect(written).toBe('<p>Begun elsewhere</p>');
    expect(found).toContain(original);
    expect(withText(html, '<p>Mine</p>')).toContain(`<p>Mine</p>${originalMarker}`);
  });

  it('takes the first marker: a reply to a reply quotes the older one', () => {
    const older = beforeOriginal(made, '<p>First</p>');
    const newer = beforeOriginal(older, '<p>Second</p>');

    expect(withText(newer, '<p>Third</p>')).toBe(beforeOriginal(older, '<p>Third</p>'));
  });

  it('finds the marker as other clients write it', () => {
    const html = `<body><p>Mine</p><DIV class="x" id='x_original-message' >\n</DIV><p>Old</p></body>`;

    expect(readDraft(html)).toEqual({
      head: '<body>',
      written: '<p>Mine</p>',
      original: '<p>Old</p>',
      tail: '</body>',
    });
  });

  it('begins the original where Outlook does, although a message within it has the marker of its own sender', () => {
    const quoted = `<div id="appendonsend"></div>${original}<p>Theirs</p><div id="x_original-message"></div><p>Older</p>`;

    expect(readDraft(`<p>Mine</p>${quoted}`)).toMatchObject({ written: '<p>Mine</p>', original: quoted });
  });

  it('keeps its own marker where the user has written what looks like an answer of Outlook', () => {
    const written = `<p>Look:</p>${original}`;

    expect(readDraft(beforeOriginal('<p>Theirs</p>', written))).toMatchObject({ written, original: '<p>Theirs</p>' });
  });

  it('replaces the whole of a draft that quotes nothing', () => {
    expect(withText('<html><body><p>Old</p></body></html>', '<p>New</p>')).toBe('<p>New</p>');
  });

  it('is joined as it was split', () => {
    const pieces = fc.constantFrom('<body>', '</body>', '<p>', '</html>', '<!--', '-->', "'", '"', '>', 'text', '<hr>');
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const html = parts.join('');
        expect(writeDraft(readDraft(html))).toBe(html);
      }),
    );
  });

  it('finds its end behind letters that are longer in lower case', () => {
    expect(readDraft('<body><p>İİİ</p></BODY></html>')).toMatchObject({
      written: '<p>İİİ</p>',
      tail: '</BODY></html>',
    });
  });

  it.each([
    '<div ',
    '<hr ',
    '<hr>',
    '<div id=',
    '<div id="x_',
    '<div id=original-message ',
    '<div id="original-message"',
    '<div id="divRplyFwdMsg"',
    '<!--',
    '<!---->',
    '<body "',
    '</body',
    '</head>',
    'id = ',
  ])('reads megabytes of %j in one pass', (piece) => {
    const growth = growthOf((length) => readDraft(piece.repeat(length / piece.length)), 4_000_000);

    expect(growth).toBeLessThan(3);
  });
});

describe('plain text in an HTML draft', () => {
  it('looks the same', () => {
    expect(htmlOfText('a <b> & c\r\n  d\n\ne')).toBe('<div>a &#60;b&#62; &#38; c<br> &nbsp;d<br><br>e</div>');
  });
});
