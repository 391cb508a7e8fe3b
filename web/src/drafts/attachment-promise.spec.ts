import { isAttachmentForgotten } from './attachment-promise.js';
import { signed } from './signature.js';

const draft = { html: '', startHtml: '', attachments: [], forwarded: [] };
const file = { id: '1', name: 'a.txt', contentType: 'text/plain', size: 1 };

describe('a forgotten attachment', () => {
  it.each([
    '<p>The plan is attached.</p>',
    '<p>See the <b>attachment</b></p>',
    '<p>Der Plan ist im Anhang.</p>',
    '<p>Anbei der Plan</p>',
    '<p>I attach the plan</p>',
    '<p>In der Anlage der Plan</p>',
    '<p>Vous trouverez ci-joint le plan</p>',
    '<p>La pièce jointe</p>',
    '<p>Te envío el archivo adjunto</p>',
    '<p>Die angehängte Datei</p>',
    '<p>die beigefügten Unterlagen</p>',
    '<p>Siehe Anhang</p>',
    '<p>Ich hänge den Plan an.</p>',
    '<p>Veuillez trouver ci-joints les plans</p>',
    '<p>Le plan est joint à ce message, en annexe</p>',
    '<p>Les plans sont joints au présent message</p>',
    '<p>Le plan est joint à cet e-mail</p>',
    '<p>He adjuntado el plan</p>',
    '<p>Les adjuntamos el plan</p>',
    '<p>見積書を同封します</p>',
    '<p>أرفقت لك الخطة</p>',
    '<p>資料を添付します</p>',
    '<p>تجد الملف مرفقا</p>',
  ])('is mentioned in %s', (html) => {
    expect(isAttachmentForgotten({ ...draft, html })).toBe(true);
  });

  it.each([
    '<p>Nothing of that kind.</p>',
    '<p>I am very fond of it, no strings.</p>',
    '<p>Yes.</p><blockquote><p>See attached</p></blockquote>',
    '<p>https://contoso.example/attachment</p>',
    '<p>an attaché case</p>',
    '<p>Die Anlage läuft wieder.</p>',
    '<p>Er ist ein Anhänger des FC. Wir hängen das Bild an die Wand.</p>',
    '<p>Je vous joins au téléphone demain.</p>',
    "<p>Il s'est joint à nous.</p>",
    "<p>Je l'ai joint au téléphone.</p>",
    '<p>La dirección conjunta del museo</p>',
  ])('is not mentioned in %s', (html) => {
    expect(isAttachmentForgotten({ ...draft, html })).toBe(false);
  });

  it('is not mentioned when only the signature mentions one', () => {
    const startHtml = signed('Ann\nThis message and its attachments are confidential.');
    const reply = (text: string): string => `<p>${text}</p>${startHtml}`;
    expect(isAttachmentForgotten({ ...draft, html: reply('Yes.'), startHtml })).toBe(false);
    expect(isAttachmentForgotten({ ...draft, html: reply('The plan is attached.'), startHtml })).toBe(true);
  });

  it('is not missing when there is a file', () => {
    const html = '<p>attached</p>';
    expect(isAttachmentForgotten({ ...draft, html, attachments: [file] })).toBe(false);
    expect(isAttachmentForgotten({ ...draft, html, forwarded: [file] })).toBe(false);
  });

  it('is missing when there is only a picture in the text', () => {
    expect(
      isAttachmentForgotten({ ...draft, html: '<p>attached</p>', attachments: [{ ...file, contentId: 'c' }] }),
    ).toBe(true);
  });
});
