import { type Folder, type MessageSummary } from '../../client/index.js';
import { requestAction, requestMarkRead } from '../../mailbox/actions/mail-actions.js';
import { mostAtOnce } from '../../mailbox/actions/perform-action.js';
import { type PlannedAction, wholeFolder } from '../../mailbox/actions/targets.js';
import { notify } from '../../platform/notify.js';
import { preferences } from '../../platform/preferences.js';
import type { ListView } from '../../platform/routes.js';
import { askUserAbout, client } from '../../platform/services.js';
import { t } from '../../texts/t.js';
import { problemText } from '../../ui/problem-text.js';

interface FolderTarget {
  readonly userId: string;
  readonly list: ListView;
  /** Its loaded messages; empty for a folder that is not shown. */
  readonly messages: readonly MessageSummary[];
  /** Undefined while the folders are not known. */
  readonly folder: Folder | undefined;
}

/** Can be undone, unless the folder is so large that the service does the work. */
export function markFolderRead(target: FolderTarget): void {
  const { list, folder } = target;
  const isForService = (folder?.unreadCount ?? 0) > mostAtOnce;
  const run = (): void => void begin(() => client.mail.markFolderRead(list.folder, { quiet: true }));
  if (!isForService) {
    requestMarkRead(planned('mark-read', target));
  } else if (preferences.get().readReceipts === 'always') {
    run();
  } else {
    // The service doesn't treat them separately.
    notify({
      title: t('Some senders may get a read receipt'),
      body: t('A folder as large as this one is marked as a whole, with the messages that ask for a receipt.'),
      intent: 'warning',
      action: { label: t('Mark all as read'), run },
      id: `receipts:${list.folder}`,
      timeoutMs: 12_000,
    });
  }
}

/** Moves all messages to Deleted Items, which can be undone unless the folder is very large; messages in there are deleted permanently. */
export function emptyFolder(target: FolderTarget): void {
  const { list, folder } = target;
  const isForService = list.folder === 'deleteditems' || (folder?.totalCount ?? 0) > mostAtOnce;
  if (isForService) {
    void begin(() => client.mail.emptyFolder(list.folder, { quiet: true }));
  } else {
    requestAction(planned('delete', target));
  }
}

function planned(
  kind: 'mark-read' | 'delete',
  { userId, list, messages }: FolderTarget,
): PlannedAction & { readonly userId: string; readonly from: string } {
  return { userId, ...wholeFolder(kind, messages, list, new Date()), from: list.folder };
}

/** The events report the progress and the end. */
async function begin(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (askUserAbout(error, [{ kind: 'told', payload: t('Choose it again from the list options.') }])) {
      return;
    }
    const { title, text } = problemText(error);
    notify({ title, body: text, intent: 'error' });
  }
}
