import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { CloudOffRegular } from '@fluentui/react-icons/svg/cloud-off';
import { type ReactElement, useEffect, useState } from 'react';
import { problemOf } from '../client/index.js';
import { SignedInProvider, useSession } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { problemText } from '../ui/problem-text.js';
import { StateView } from '../ui/state-view.js';
import { Landing } from './landing.js';
import { SignInAgain } from './sign-in-again.js';
import { Splash } from './splash.js';
import { endedReason, useTabSync } from './tab-sync.js';
import { retryNow, useRetryCountdown } from './use-retry-countdown.js';
import { t } from '../texts/t.js';

// Loaded while the session is still being requested: most visitors are signed in.
const signedInApp = import('./signed-in-app.js');
let loaded: (() => ReactElement) | undefined;
signedInApp.then(
  (module) => {
    loaded = module.SignedInApp;
  },
  () => undefined,
);

/** Shows the landing page, the app, or a page for an unknown session state. */
export function SessionGate(): ReactElement {
  const session = useSession();
  const ended = useStore(endedReason);
  useTabSync();

  if (session.data?.authenticated === true) {
    return (
      <SignedInProvider value={session.data}>
        <SignedInPart />
      </SignedInProvider>
    );
  }
  if (session.data !== undefined) {
    const note = ended === undefined ? undefined : <EndedNote text={ended} />;
    return <Landing note={note} />;
  }
  if (session.isError) {
    return <Unreachable error={session.error} />;
  }
  return <Splash />;
}

/** Without React's `Suspense`: it delays the replacement of a fallback by 300 ms, and here the outline is shown already. */
function SignedInPart(): ReactElement {
  const [App, setApp] = useState(() => loaded);
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    if (App !== undefined) {
      return;
    }
    signedInApp.then(
      (module) => {
        setApp(() => module.SignedInApp);
      },
      (error: unknown) => {
        setFailure(error instanceof Error ? error : new Error('The app cannot be loaded.', { cause: error }));
      },
    );
  }, [App]);
  // The error boundary shows it.
  if (failure !== undefined) {
    throw failure;
  }
  return App === undefined ? <Splash /> : <App />;
}

function EndedNote({ text }: { readonly text: string }): ReactElement {
  return (
    <MessageBar intent="info">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}

function Unreachable({ error }: { readonly error: unknown }): ReactElement {
  const seconds = useRetryCountdown();
  const { title, text } = problemText(error);
  return (
    <main style={{ height: '100%' }}>
      <StateView
        level={1}
        role="alert"
        art={<CloudOffRegular fontSize={56} />}
        title={title}
        text={text}
        action={
          <>
            <Spinner
              size="tiny"
              label={seconds > 0 ? t('Trying again in {seconds} s', { seconds }) : t('Trying again')}
            />
            <Button onClick={retryNow}>{t('Try now')}</Button>
            <SignInAgain problem={problemOf(error)} />
          </>
        }
      />
    </main>
  );
}
