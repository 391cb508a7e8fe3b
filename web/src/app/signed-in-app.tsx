import { makeStyles, tokens, useModalAttributes } from '@fluentui/react-components';
import { type ReactElement, useEffect, useState } from 'react';
import { MailPage } from '../mail/mail-page.js';
import { useMailPush } from '../mailbox/mail-push.js';
import { useSeenMark } from '../mailbox/new-mail/seen-mark.js';
import { useNewMailNotifications } from '../mailbox/new-mail/new-mail-notifications.js';
import { followNotificationAccess } from '../platform/desktop-notifications.js';
import { rememberVisit } from '../platform/early-requests.js';
import { followPreferences } from '../platform/preferences.js';
import { useUser } from '../platform/session.js';
import { usePermissions } from '../platform/permissions.js';
import { navigate, useRoute } from '../platform/router.js';
import { INBOX, listHref, listKey, type ListView } from '../platform/routes.js';
import { lazyPart } from '../ui/lazy-part.js';
import { Loading } from '../ui/loading.js';
import { AuthErrorBar } from './auth-error-bar.js';
import { DraftLink } from './draft-link.js';
import { LateDialogs } from './late-dialogs.js';
import { NotFound } from './not-found.js';
import { NotificationQuestion } from './notification-question.js';
import { NoticeStrip } from './notice-strip.js';
import { useOfflineReading } from './offline/use-offline-reading.js';
import { OutageBanner } from './outage-banner.js';
import { OutboxBar } from './outbox-bar.js';
import { ProgressStrip } from './progress-strip.js';
import { useSessionWatch } from './session-watch.js';
import { TopBar } from './top-bar.js';
import { useActionReports } from './action-reports.js';
import { useIntentReturn } from './use-intent-return.js';
import { WaitingBar } from './waiting-bar.js';
import { t } from '../texts/t.js';

// Without React's `Suspense`: it shows what has been loaded at least 300 ms after the fallback.
const ComposePane = lazyPart(() => import('../compose/compose-pane.js').then((module) => module.ComposePane));
const SettingsPage = lazyPart(() => import('../account/settings-page.js').then((module) => module.SettingsPage));

const useStyles = makeStyles({
  page: {
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground1,
  },
  main: { flexGrow: 1, minHeight: 0, display: 'flex', flexDirection: 'column', outlineStyle: 'none' },
  skip: {
    position: 'absolute',
    zIndex: 100,
    insetInlineStart: '8px',
    top: '-60px',
    padding: '10px 16px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    ':focus': { top: '6px' },
  },
});

export function SignedInApp(): ReactElement {
  const styles = useStyles();
  // Fluent relies on this for dialogs. Without it, Tab returns to the last field of the page, because the dialogs are loaded late.
  useModalAttributes({});
  useSessionWatch();
  useEffect(rememberVisit, []);
  // Requested at the start, because later steps need the result.
  usePermissions();
  useActionReports(useUser().id);
  useIntentReturn();
  useSeenMark();
  useMailPush();
  useOfflineReading();
  useNewMailNotifications();
  useEffect(followPreferences, []);
  useEffect(followNotificationAccess, []);
  return (
    <div className={styles.page}>
      <a href="#main" className={styles.skip}>
        {t('Skip to mail')}
      </a>
      <TopBar />
      <section aria-label={t('Notices')}>
        <AuthErrorBar action={<DraftLink />} />
        <OutageBanner />
        <WaitingBar />
        <OutboxBar />
        <NotificationQuestion />
      </section>
      <main id="main" tabIndex={-1} className={styles.main}>
        <RoutedPage />
      </main>
      <ProgressStrip />
      <NoticeStrip />
      <LateDialogs />
    </div>
  );
}

function RoutedPage(): ReactElement | null {
  const route = useRoute();
  const list = useLastList(route.name === 'mail' ? route.list : undefined);
  useEffect(() => {
    if (route.name === 'home') {
      navigate(listHref(INBOX), { replace: true });
    }
  }, [route.name]);

  switch (route.name) {
    case 'home':
      return null;
    case 'mail':
      return <MailPage list={list} messageId={route.messageId} />;
    case 'compose':
      return (
        <MailPage
          list={list}
          messageId={undefined}
          writing={
            <ComposePane
              key={route.draftId ?? route.messageId}
              draftId={route.draftId}
              messageId={route.messageId}
              instead={<Loading />}
            />
          }
        />
      );
    case 'settings':
      return <SettingsPage instead={<Loading />} />;
    case 'not-found':
      return <NotFound />;
  }
}

/** The list stays visible beside a message that is being written. The object is stable while the list is the same. */
function useLastList(shown: ListView | undefined): ListView {
  const [list, setList] = useState(shown ?? INBOX);
  const isSame = shown === undefined || listKey(shown) === listKey(list);
  if (isSame) {
    return list;
  }
  setList(shown);
  return shown;
}
