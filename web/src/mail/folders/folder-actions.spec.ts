import { jest } from '@jest/globals';
import { closePage } from '../../platform/testing/fake-page.js';
import type { Folder } from '../../client/index.js';
import { notices } from '../../platform/notify.js';
import { INBOX } from '../../platform/routes.js';

const asked = jest.fn();
jest.unstable_mockModule('../../mailbox/actions/mail-actions.js', () => ({
  requestAction: asked,
  requestMarkRead: asked,
}));
const { markFolderRead } = await import('./folder-actions.js');

describe('a folder that is marked as a whole', () => {
  afterAll(closePage);

  it('has a warning of its own about receipts, and one only', () => {
    for (const folder of ['inbox', 'archive', 'archive']) {
      markFolderRead({
        ...{ userId: 'alice', list: { ...INBOX, folder }, messages: [] },
        folder: { unreadCount: 1_000_000 } as Folder,
      });
    }
    expect(notices.get().map(({ action }) => action?.label)).toEqual(['Mark all as read', 'Mark all as read']);
  });
});
