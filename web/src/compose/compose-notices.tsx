import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { usePermission } from '../platform/permissions.js';
import { useStore } from '../platform/store.js';
import { formatList, t } from '../texts/t.js';
import { visibleFileName } from '../ui/visible-text.js';
import { type MailboxReason, mailboxReason } from '../drafts/attachment-limits.js';
import { useConnect } from './use-connect.js';
import type { DraftHandle } from './use-draft.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: '8px 0',
    ':empty': { display: 'none' },
  },
});

interface ComposeNoticesProps {
  readonly handle: DraftHandle;
  /** Another tab has deleted the draft: this text becomes a draft of its own. */
  readonly onSaveCopy: () => void;
  readonly onClose: () => void;
}

/** What the user should know about this draft before they continue. */
export function ComposeNotices({ handle, onSaveCopy, onClose }: ComposeNoticesProps): ReactElement {
  const styles = useStyles();
  const elsewhere = useStore(handle.working.elsewhere);
  const lostFiles = useStore(handle.working.lostFiles);
  return (
    <div className={styles.root}>
      {elsewhere === 'closed' ? (
        <Notice
          intent="warning"
          title={t('This message was sent or discarded in another tab.')}
          actions={
            <>
              <Button size="small" onClick={onSaveCopy}>
                {t('Keep a copy')}
              </Button>
              <Button size="small" onClick={onClose}>
                {t('Close')}
              </Button>
            </>
          }
        >
          {t('What you write here is no longer saved.')}
        </Notice>
      ) : null}
      {elsewhere === 'written' ? (
        <Notice intent="info" title={t('This draft is open in another tab, too.')}>
          {t('The latest change is kept.')}
        </Notice>
      ) : null}
      {lostFiles.length > 0 ? (
        <Notice intent="warning" title={t('The draft was deleted in the mailbox.')}>
          {t('Its text is kept in a new one. Attach again: {names}.', {
            names: formatList(lostFiles.map(visibleFileName)),
          })}
        </Notice>
      ) : null}
      {handle.draft.hasPictures ? (
        <Notice intent="info" title={t('This draft has pictures in its text.')}>
          {t('They aren’t shown here, and are removed if you change the text.')}
        </Notice>
      ) : null}
      <ConnectSending handle={handle} />
      <ConnectMailbox handle={handle} />
    </div>
  );
}

/** Offers the permission to send before a first attempt would fail without it. */
function ConnectSending({ handle }: { readonly handle: DraftHandle }): ReactElement | null {
  const state = usePermission('mail.send');
  const mailbox = usePermission('mail.write');
  const { isLeaving, go } = useConnect(handle, ['mail.send']);
  const isAskedBelow = mailboxReason(handle.draft) !== undefined && mailbox !== 'granted';
  if (state === undefined || state === 'granted' || isAskedBelow) {
    return null;
  }
  const needsAdmin = state === 'admin_consent_required';
  return (
    <Notice
      intent="info"
      testId="connect-sending"
      title={needsAdmin ? t('Sending needs an administrator’s approval.') : t('You can’t send yet.')}
      actions={
        <Button size="small" disabled={isLeaving} onClick={go}>
          {needsAdmin ? t('Ask for approval') : t('Connect sending')}
        </Button>
      }
    >
      {needsAdmin
        ? t('Your organisation lets only administrators allow “Send mail as you”. Your draft is kept.')
        : t('Microsoft will ask you to allow “Send mail as you”, and you come back to this draft.')}
    </Notice>
  );
}

/** Shown only when it is needed: files of this size require a draft in the mailbox. */
function ConnectMailbox({ handle }: { readonly handle: DraftHandle }): ReactElement | null {
  const state = usePermission('mail.write');
  const maySend = usePermission('mail.send') === 'granted';
  // One trip to Microsoft for both permissions.
  const { isLeaving, go } = useConnect(handle, maySend ? ['mail.write'] : ['mail.send', 'mail.write']);
  const reason = mailboxReason(handle.draft);
  if (state === undefined || state === 'granted' || reason === undefined) {
    return null;
  }
  return (
    <Notice
      intent="info"
      testId="connect-mailbox"
      title={reason === 'large' ? t('Your files are large.') : t('Your answer has files of its own.')}
      actions={
        <Button size="small" disabled={isLeaving} onClick={go}>
          {state === 'admin_consent_required' ? t('Ask for approval') : t('Allow')}
        </Button>
      }
    >
      {mailboxText(reason, maySend)}
    </Notice>
  );
}

function mailboxText(reason: MailboxReason, maySend: boolean): string {
  if (reason === 'large') {
    return maySend
      ? t('They are sent through a draft in your mailbox, which needs “Read and write access to your mail”.')
      : t(
          'They are sent through a draft in your mailbox, which needs “Read and write access to your mail” and “Send mail as you”.',
        );
  }
  return maySend
    ? t(
        'To keep the original whole, it’s sent through a draft in your mailbox, which needs “Read and write access to your mail”.',
      )
    : t(
        'To keep the original whole, it’s sent through a draft in your mailbox, which needs “Read and write access to your mail” and “Send mail as you”.',
      );
}

interface NoticeProps {
  readonly intent: 'info' | 'warning';
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly testId?: string;
}

function Notice({ intent, title, children, actions, testId }: NoticeProps): ReactElement {
  return (
    <MessageBar intent={intent} layout="auto" data-testid={testId}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {children}
      </MessageBarBody>
      {actions === undefined ? null : <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  );
}
