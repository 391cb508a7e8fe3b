import { useEffect, useEffectEvent } from 'react';
import { useSignOut } from '../account/use-sign-out.js';
import type { LoginRequired } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { refreshPermissions } from '../platform/permissions.js';
import { isUserAround } from '../platform/presence.js';
import { currentLocation } from '../platform/router.js';
import { askUser, client, pendingInteraction, queryClient, sessionReturns, tabs } from '../platform/services.js';
import { askSession, offerBinding, useSignedIn } from '../platform/session.js';
import { noticeSignIn } from './tab-sync.js';
import { otherBrowserText } from './other-browser.js';
import { t } from '../texts/t.js';

const checkEveryMs = 60_000;
/** Not before the first rows are shown. */
const offerAfterMs = 1_000;
const warnBeforeMs = 2 * 60_000;
/** Long enough to come back to. */
const otherBrowserMs = 10 * 60_000;

const ENDED: LoginRequired = {
  code: 'login_required',
  status: 401,
  title: t('The session has ended.'),
  traceId: undefined,
  loginUrl: '/auth/login',
};

/** Detects that the session ends or has ended elsewhere, by the server's events or by polling. Neither extends the session. */
export function useSessionWatch(): void {
  const notify = useNotify();
  const { user } = useSignedIn();
  const { run } = useSignOut();
  const leave = useEffectEvent(() => {
    run(false);
  });
  useEffect(() => {
    const warn = (): void => {
      const stay = (): void => void client.mail.me().catch(() => undefined);
      notify({
        title: t('You will be signed out soon'),
        body: t('You haven’t used your mail for a while.'),
        intent: 'warning',
        action: { label: t('Stay signed in'), run: stay },
        id: 'expiring',
        timeoutMs: warnBeforeMs,
      });
    };
    const warnOfOtherBrowser = (data: string): void => {
      notify({
        ...otherBrowserText(data),
        intent: 'warning',
        action: { label: t('Sign out'), run: leave },
        id: 'other-browser',
        timeoutMs: otherBrowserMs,
      });
    };
    let warned = false;
    let isRefused = false;
    let wasOpen = false;
    const check = async ({ mayResume = false } = {}): Promise<void> => {
      if (document.visibilityState !== 'visible' || pendingInteraction.get() !== undefined) {
        return;
      }
      const session = await askSession().catch(() => undefined);
      if (session === undefined) {
        return;
      }
      if (!session.authenticated) {
        sessionEnded();
        return;
      }
      // Not when the refused stream itself caused the poll: that would loop.
      if (isRefused && mayResume) {
        await noticeSignIn(queryClient);
      }
      const left = Date.parse(session.session.idleExpiresAt) - Date.now();
      if (left > warnBeforeMs) {
        warned = false;
      } else if (!warned && !isUserAround()) {
        warned = true;
        warn();
      }
    };
    const timer = setInterval(() => void check({ mayResume: true }), checkEveryMs);
    const offer = setTimeout(offerBinding, offerAfterMs);
    const stream = client.authEvents({
      onEvent: ({ type, data }) => {
        if (type === 'session.continued') {
          warnOfOtherBrowser(data);
        }
        if (type === 'session.expiring') {
          warn();
        }
        if (type === 'session.ended') {
          void checkUser();
        }
        if (type === 'permissions.changed') {
          void refreshPermissions();
        }
      },
      onState: (state) => {
        isRefused = state === 'refused';
        if (isRefused) {
          void check();
        }
        // Events that were sent while the stream was closed are lost.
        if (state === 'open' && wasOpen) {
          void check().then(refreshPermissions);
        }
        wasOpen ||= state === 'open';
      },
    });
    const stopListening = sessionReturns.subscribe(() => {
      stream.resume();
    });
    tabs.post({ type: 'signed-in' });
    return () => {
      stopListening();
      clearInterval(timer);
      clearTimeout(offer);
      stream.close();
    };
  }, [notify, user.id]);
}

/** All tabs receive the end of a session, including tabs that belong to its successor. */
async function checkUser(): Promise<void> {
  const session = await askSession().catch(() => undefined);
  if (session?.authenticated === true) {
    await noticeSignIn(queryClient);
  } else {
    sessionEnded();
  }
}

function sessionEnded(): void {
  askUser({ problem: ENDED, returnTo: currentLocation() });
}
