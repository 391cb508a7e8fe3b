import type { Attachment } from '../model/index.js';
import { withPlaces } from './attachment-places.js';

function inline(name: string, contentId: string | null): Attachment {
  return { id: name, name, contentType: 'x/y', size: 1, isInline: true, contentId, kind: 'file', url: null };
}

function at(id: string): string {
  return `/api/mail/messages/M%2F1=/attachments/${id}`;
}

describe('an attachment that its sender calls inline', () => {
  const pictures = {
    byContentId: new Map([
      ['logo', at('1')],
      ['sign', at('2')],
      ['unused', at('12')],
    ]),
    byName: new Map([['image001.png', at('3')]]),
  };
  const html = `<img src="${at('1')}"><i style="background:url(&quot;${at('2')}&quot;)"></i><img src="${at('3')}">`;

  it.each([
    ['is a picture of the text', 'a.png', 'logo', true],
    ['is one in the angle brackets of its header', 'a.png', '<logo>', true],
    ['is one of its styles', 'b.png', 'sign', true],
    ['is one by its name', 'IMAGE001.png', null, true],
    ['has the same content id as one', 'copy.png', 'logo', true],
    ['is nowhere in the text', 'c.png', 'unused', false],
    ['has no content id', 'report.pdf', null, false],
    ['has an unknown one', 'report.pdf', 'x', false],
  ])('%s', (_, name, contentId, isInline) => {
    expect(withPlaces([inline(name, contentId)], html, pictures)).toEqual([{ ...inline(name, contentId), isInline }]);
  });

  it('is an ordinary one where the message has no HTML', () => {
    expect(withPlaces([inline('a.png', 'logo')], 'cid:logo', pictures)).toMatchObject([{ isInline: false }]);
  });
});
