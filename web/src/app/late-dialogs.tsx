import type { ReactElement } from 'react';
import { signOutQuestion } from '../account/sign-out.js';
import { pendingInteraction } from '../platform/services.js';
import { shortcutHelp } from '../platform/shortcut-help.js';
import { useStore } from '../platform/store.js';
import { lazyPart } from '../ui/lazy-part.js';

const InteractionDialog = lazyPart(() => import('./interaction-dialog.js').then((module) => module.InteractionDialog));
const ShortcutDialog = lazyPart(() => import('./shortcut-dialog.js').then((module) => module.ShortcutDialog));
const SignOutQuestion = lazyPart(() =>
  import('../account/sign-out-question.js').then((module) => module.SignOutQuestion),
);

/** The dialogs above all pages. Most visits show none, so their code is loaded with the first one. */
export function LateDialogs(): ReactElement {
  const pending = useStore(pendingInteraction);
  const isHelpShown = useStore(shortcutHelp);
  const question = useStore(signOutQuestion);
  return (
    <>
      {pending === undefined ? null : <InteractionDialog />}
      {isHelpShown ? <ShortcutDialog /> : null}
      {question === undefined ? null : <SignOutQuestion />}
    </>
  );
}
