import { makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useEffect } from 'react';
import { progressText } from '../mailbox/actions/action-text.js';
import { actionQueue } from '../mailbox/actions/mail-actions.js';
import { idsAtOnce } from '../mailbox/actions/perform-action.js';
import { type FolderTask, folderTask } from '../mailbox/folder-tasks.js';
import { refreshAllLists, refreshFolders } from '../mailbox/mail-cache.js';
import { notify } from '../platform/notify.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { tPlural } from '../texts/messages.js';

const useStyles = makeStyles({
  strip: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '40px',
    padding: '0 16px',
    flexShrink: 0,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  text: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  bar: { flexGrow: 1, minWidth: '80px', maxWidth: '320px', accentColor: tokens.colorCompoundBrandBackground },
  count: { whiteSpace: 'nowrap' },
});

/** The progress of what takes more than a moment: an action on many messages, or the service's work on a folder. */
export function ProgressStrip(): ReactElement | null {
  const action = useStore(actionQueue.progress);
  const task = useStore(folderTask);
  useEffect(() => folderTask.subscribe(reportEnd), []);
  if (action !== undefined && action.total > idsAtOnce) {
    return <Strip text={progressText(action.request.action)} done={action.done} total={action.total} />;
  }
  if (task?.state === 'running') {
    return <Strip text={taskText(task)} done={task.done + task.failed} total={task.total} />;
  }
  return null;
}

interface StripProps {
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

function Strip({ text, done, total }: StripProps): ReactElement {
  const styles = useStyles();
  return (
    <section aria-label={t('Progress')} className={styles.strip} data-testid="progress">
      <span className={styles.text} dir="auto">
        {text}
      </span>
      <progress className={styles.bar} value={done} max={Math.max(1, total)} aria-label={text} />
      <span className={styles.count}>{t('{done} of {total}', { done, total })}</span>
    </section>
  );
}

function taskText({ task }: FolderTask): string {
  return task === 'empty' ? t('Emptying the folder') : t('Marking all as read');
}

function reportEnd(): void {
  const task = folderTask.get();
  if (task === undefined || task.state === 'running') {
    return;
  }
  refreshAllLists();
  void refreshFolders();
  if (task.state === 'failed') {
    const { done, total } = task;
    const title =
      task.task === 'empty'
        ? t('Emptying the folder stopped at {done} of {total}.', { done, total })
        : t('Marking all as read stopped at {done} of {total}.', { done, total });
    notify({ title, body: t('The rest wasn’t changed. Try again.'), intent: 'error', id: task.id });
    return;
  }
  const title =
    task.task === 'empty'
      ? tPlural('{count, plural, one {Folder emptied: # message} other {Folder emptied: # messages}}', {
          count: task.done,
        })
      : tPlural('{count, plural, one {# message marked as read} other {# messages marked as read}}', {
          count: task.done,
        });
  notify({ title, id: task.id });
}
