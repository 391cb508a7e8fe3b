import { isAttachmentForgotten } from './attachment-promise.js';

const draft = { html: '', attachments: [], forwarded: [] };
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
  ])('is not mentioned in %s', (html) => {
    expect(isAttachmentForgotten({ ...draft, html })).toBe(false);
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
