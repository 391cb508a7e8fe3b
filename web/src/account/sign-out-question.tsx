import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { isUnsaved, isUploading } from '../drafts/draft.js';
import { subjectOf } from '../mailbox/people.js';
import { usePermission } from '../platform/permissions.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { problemText } from '../ui/problem-text.js';
import { type SignOutLosses, signOutQuestion } from './sign-out.js';
import { useLeave } from './use-leave.js';
import { t } from '../texts/t.js';
import { tPlural } from '../texts/messages.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: { margin: 0, paddingInlineStart: '20px', overflowWrap: 'anywhere' },
  error: { color: tokens.colorStatusDangerForeground1 },
});

const MOST = 5;

/** Asks before a sign-out deletes data that exists only on this device. */
export function SignOutQuestion(): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const question = useStore(signOutQuestion);
  const isAllowed = usePermission('mail.write') === 'granted';
  const { isSigningOut, leave } = useLeave();
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (question === undefined) {
    return null;
  }
  const { drafts, waiting, everywhere } = question;
  const maySave = isAllowed && drafts.some(isUnsaved);
  const isLost = drafts.length + waiting.length > 0;
  const close = (): void => {
    setFailure(undefined);
    signOutQuestion.set(undefined);
  };
  const save = async (): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      const { saveAll } = await import('../drafts/open-drafts.js');
      await saveAll(user.id);
      await leave(everywhere);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) {
        close();
      } else {
        setFailure(t('{title}. Nothing was signed out or lost.', { title: problemText(error).title }));
      }
    } finally {
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) {
          close();
        }
      }}
    >
      <DialogSurface data-testid="sign-out-question">
        <DialogBody>
          <DialogTitle>{titleOf(drafts.filter(isUnsaved).length, drafts.length + waiting.length, maySave)}</DialogTitle>
          <DialogContent className={styles.content}>
            {everywhere ? <span>{t('You’ll be signed out of this app on all your devices.')}</span> : null}
            {lossesOf(question).map(({ text, items }) => (
              <div key={text}>
                {text}
                <ul className={styles.list}>
                  {items.slice(0, MOST).map((item, index) => (
                    <li key={index} dir="auto">
                      {item}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            {failure === undefined ? null : (
              <span role="alert" className={styles.error}>
                {failure}
              </span>
            )}
          </DialogContent>
          <DialogActions fluid>
            {maySave ? (
              <Button appearance="primary" disabled={isSaving || isSigningOut} onClick={() => void save()}>
                {isSaving ? t('Saving…') : t('Save and sign out')}
              </Button>
            ) : null}
            <Button
              disabled={isSaving || isSigningOut}
              onClick={() => {
                void leave(everywhere);
              }}
            >
              {!isLost
                ? t('Sign out everywhere')
                : drafts.some(isUnsaved)
                  ? t('Sign out without saving')
                  : t('Sign out anyway')}
            </Button>
            <Button appearance={maySave ? 'secondary' : 'primary'} onClick={close}>
              {t('Stay signed in')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function titleOf(drafts: number, waiting: number, maySave: boolean): string {
  if (maySave) {
    return t('Save before you sign out?');
  }
  if (drafts > 0) {
    return t('Sign out and lose what you’ve written?');
  }
  return waiting > 0 ? t('Sign out and discard what’s waiting?') : t('Sign out everywhere?');
}

/** What the user would lose by signing out: for each kind a text and the names of the items. */
function lossesOf({ drafts, waiting }: SignOutLosses): { readonly text: string; readonly items: readonly string[] }[] {
  const unsaved = drafts.filter(isUnsaved);
  const outbox = drafts.filter(({ sending }) => sending !== undefined);
  const uploads = unsaved.some(isUploading) ? [t('Files are still on their way to your mailbox.')] : [];
  const drafted = tPlural(
    '{count, plural, one {This draft is on this device only, and signing out removes everything of yours from it.} other {These # drafts are on this device only, and signing out removes everything of yours from it.}}',
    { count: unsaved.length },
  );
  const losses = [
    {
      text: [drafted, ...uploads].join(' '),
      items: unsaved.map(subjectOf),
    },
    { text: t('In the Outbox, and not sent if you sign out:'), items: outbox.map(subjectOf) },
    { text: t('Waiting for a connection, and lost if you sign out:'), items: waiting },
  ];
  return losses.filter(({ items }) => items.length > 0);
}
