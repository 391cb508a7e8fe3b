import { closePage } from '../platform/testing/fake-page.js';
import { deleteUserStored } from '../platform/user-stored.js';
import { emptyDraft, isBlank } from './draft.js';
import { loadSignature, saveSignature, signed, withoutSignature } from './signature.js';

describe('a signature', () => {
  afterAll(closePage);

  it('stays until its user signs out', () => {
    saveSignature('alice', 'Alice, +49 30 1234');
    saveSignature('bilal', 'Bilal');
    deleteUserStored('alice');
    expect([loadSignature('alice'), loadSignature('bilal')]).toEqual(['', 'Bilal']);
  });

  it('is text, whatever is written in it', () => {
    expect(signed('Alice <b>\nHarbour & Co')).toBe('<p><br></p><p><br></p><p>Alice &lt;b&gt;<br>Harbour &amp; Co</p>');
    expect(signed(' \n ')).toBe('');
  });

  it.each([
    ['below the text', '<p>Hi</p><p><br></p><p>A "B"<br>C</p>', '<p>Hi</p>'],
    ['alone', '<p></p><p><br></p><p>A "B"<br>C</p>', ''],
    ['changed', '<p>Hi</p><p>A</p>', '<p>Hi</p><p>A</p>'],
    ['followed by text', '<p>A "B"<br>C</p><p>PS</p>', '<p>A "B"<br>C</p><p>PS</p>'],
  ])('is not saved in a template: %s', (_, html, expected) => {
    expect(withoutSignature(html, signed('A "B"\nC'))).toBe(expected);
    expect(withoutSignature(html, '')).toBe(html);
  });

  it('is not text of the user: a message with the signature alone is not stored', () => {
    const html = signed('Alice\nHarbour');
    const draft = { ...emptyDraft('d', '/mail/inbox', 0), html, startHtml: html };
    expect(isBlank(draft)).toBe(true);
    // The editor's own version of it.
    expect(isBlank({ ...draft, html: '<p></p><p></p><p>Alice<br>Harbour</p>' })).toBe(true);
    expect(isBlank({ ...draft, html: html.replace('<p><br></p>', '<p>Hi</p>') })).toBe(false);
  });
});
