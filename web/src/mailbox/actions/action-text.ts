import { tPlural } from '../../texts/messages.js';
import { t } from '../../texts/t.js';
import type { MailAction, RequestedAction } from './mail-action.js';

/** "Message moved to Archive", "3 messages deleted". */
export function doneText(action: MailAction, count: number): string {
  switch (action.kind) {
    case 'move':
      return tPlural('{count, plural, one {Message moved to {folder}} other {# messages moved to {folder}}}', {
        count,
        folder: action.name,
      });
    case 'move-back':
      return tPlural('{count, plural, one {Message moved back} other {# messages moved back}}', { count });
    case 'delete':
      return tPlural('{count, plural, one {Message deleted} other {# messages deleted}}', { count });
    case 'delete-permanently':
      return tPlural('{count, plural, one {Message deleted for good} other {# messages deleted for good}}', { count });
    case 'mark-read':
      return tPlural('{count, plural, one {Message marked as read} other {# messages marked as read}}', { count });
    case 'mark-unread':
      return tPlural('{count, plural, one {Message marked as unread} other {# messages marked as unread}}', { count });
    case 'categorise':
      return tPlural('{count, plural, one {Message categorised} other {# messages categorised}}', { count });
    case 'restore-categories':
      return tPlural('{count, plural, one {Message categorised as before} other {# messages categorised as before}}', {
        count,
      });
    case 'flag':
      return tPlural('{count, plural, one {Message flagged} other {# messages flagged}}', { count });
    case 'unflag':
      return tPlural('{count, plural, one {Message no longer flagged} other {# messages no longer flagged}}', {
        count,
      });
  }
}

const GERUNDS: Readonly<Record<Exclude<MailAction['kind'], 'move'>, string>> = {
  'move-back': t('Moving back'),
  delete: t('Deleting'),
  'delete-permanently': t('Deleting for good'),
  'mark-read': t('Marking as read'),
  'mark-unread': t('Marking as unread'),
  categorise: t('Categorising'),
  'restore-categories': t('Restoring categories'),
  flag: t('Flagging'),
  unflag: t('Removing flags'),
};

/** "Moving to Archive", while it is running. */
export function progressText(action: MailAction): string {
  return action.kind === 'move' ? t('Moving to {folder}', { folder: action.name }) : GERUNDS[action.kind];
}

const IMPERATIVES: Readonly<Record<Exclude<MailAction['kind'], 'move'>, string>> = {
  'move-back': t('Move back'),
  delete: t('Delete'),
  'delete-permanently': t('Delete for good'),
  'mark-read': t('Mark as read'),
  'mark-unread': t('Mark as unread'),
  categorise: t('Categorise'),
  'restore-categories': t('Restore categories'),
  flag: t('Flag'),
  unflag: t('Remove flag'),
};

/** "Move to Archive: Weekly planning". */
export function requestText({ action, messages }: Pick<RequestedAction, 'action' | 'messages'>): string {
  const [first] = messages;
  const subject = first === undefined || first.subject.trim() === '' ? t('(no subject)') : first.subject;
  const what = action.kind === 'move' ? t('Move to {folder}', { folder: action.name }) : IMPERATIVES[action.kind];
  return messages.length > 1
    ? tPlural('{what}: {subject} ({count, plural, one {# message} other {# messages}})', {
        what,
        subject,
        count: messages.length,
      })
    : t('{what}: {subject}', { what, subject });
}
