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

describe('a folder whose messages are all marked as read', () => {
  afterAll(closePage);

  it('shows one warning about receipts, which is specific to folders', () => {
    for (const folder of ['inbox', 'archive', 'archive']) {
      markFolderRead({
        ...{ userId: 'alice', list: { ...INBOX, folder }, messages: [] },
        folder: { unreadCount: 1_000_000 } as Folder,
      });
    }
    expect(notices.get().map(({ action }) => action?.label)).toEqual(['Mark all as read', 'Mark all as read']);
  });
});
