import type { Folder } from '../client/index.js';
import type { FolderEdit } from './folder-edits.js';
import { moveInto } from './move-into.js';
import { messageSummary } from './testing/message-summary.js';

const folder: Folder = {
  id: 'F',
  name: 'Harbour',
  parentId: 'top',
  wellKnownName: null,
  unreadCount: 0,
  totalCount: 0,
  childFolderCount: 0,
};
const message = messageSummary('1', { subject: 'Ferry', isRead: true });
const rests = [{ id: 'c', folder: 'inbox', upTo: '2026-01-01T00:00:00Z' }];
const edit: FolderEdit = { kind: 'create', name: 'Harbour', mail: { from: 'inbox', messages: [message], rests } };

describe('mail for a folder that must be created first', () => {
  it('is moved into it when it exists, as stored during the redirect to Microsoft', () => {
    const stored = JSON.parse(JSON.stringify(edit)) as FolderEdit;
    expect(moveInto(stored, folder, 'u')).toEqual({
      action: { kind: 'move', folder: 'F', name: 'Harbour' },
      userId: 'u',
      from: 'inbox',
      messages: [message],
      rests,
    });
  });

  it('stays when the folder was not created, when it was created without mail, or when the stored value is not valid', () => {
    expect(moveInto(edit, undefined, 'u')).toBeUndefined();
    expect(moveInto({ kind: 'create', name: 'Harbour' }, folder, 'u')).toBeUndefined();
    const strange = { ...edit, mail: { from: 'inbox', messages: ['1'] } } as unknown as FolderEdit;
    expect(moveInto(strange, folder, 'u')).toBeUndefined();
    expect(moveInto({ kind: 'rename', id: 'F', name: 'a', before: 'b' }, folder, 'u')).toBeUndefined();
  });
});
