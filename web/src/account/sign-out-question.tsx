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
import { isUploading } from '../drafts/draft.js';
import { subjectOf } from '../mailbox/people.js';
import { usePermission } from '../platform/permissions.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { problemText } from '../ui/problem-text.js';
import { signOutQuestion } from './sign-out.js';
import { useSignOut } from './use-sign-out.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: { margin: 0, paddingInlineStart: '20px', overflowWrap: 'anywhere' },
  error: { color: tokens.colorStatusDangerForeground1 },
});

const MOST = 5;

/** Signing out takes away what is on this device: asked first, when that is all there is of it. */
export function SignOutQuestion(): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const question = useStore(signOutQuestion);
  const maySave = usePermission('mail.write') === 'granted';
  const { isSigningOut, runAnyway } = useSignOut();
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (question === undefined) return null;
  const { drafts, everywhere } = question;
  const uploading = drafts.filter(isUploading).length;
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
      runAnyway(everywhere);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) close();
      else setFailure(`${problemText(error).title}. Nothing was signed out or lost.`);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) close();
      }}
    >
      <DialogSurface data-testid="sign-out-question">
        <DialogBody>
          <DialogTitle>
            {drafts.length === 0
              ? 'Sign out everywhere?'
              : maySave
                ? 'Save before you sign out?'
                : 'Sign out and lose what you’ve written?'}
          </DialogTitle>
          <DialogContent className={styles.content}>
            {everywhere ? <span>You’ll be signed out of this app on all your devices.</span> : null}
            <span hidden={drafts.length === 0}>
              {drafts.length === 1 ? 'This draft is' : `These ${drafts.length} drafts are`} on this device only, and
              signing out removes everything of yours from it.
              {uploading === 0 ? '' : ' Files are still on their way to your mailbox.'}
            </span>
            <ul className={styles.list}>
              {drafts.slice(0, MOST).map((draft) => (
                <li key={draft.id} dir="auto">
                  {subjectOf(draft)}
                </li>
              ))}
            </ul>
            {failure === undefined ? null : (
              <span role="alert" className={styles.error}>
                {failure}
              </span>
            )}
          </DialogContent>
          <DialogActions fluid>
            {maySave && drafts.length > 0 ? (
              <Button appearance="primary" disabled={isSaving || isSigningOut} onClick={() => void save()}>
                {isSaving ? 'Saving…' : 'Save and sign out'}
              </Button>
            ) : null}
            <Button
              disabled={isSaving || isSigningOut}
              onClick={() => {
                runAnyway(everywhere);
              }}
            >
              {drafts.length === 0 ? 'Sign out everywhere' : 'Sign out without saving'}
            </Button>
            <Button appearance={maySave ? 'secondary' : 'primary'} onClick={close}>
              Stay signed in
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
