import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { loginHref } from '../client/index.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { clearAppBadge } from '../platform/app-badge.js';
import { rememberVisit } from '../platform/early-requests.js';
import { currentLocation, navigateTo } from '../platform/router.js';
import { AuthErrorBar } from './auth-error-bar.js';
import { MicrosoftLogo } from './microsoft-logo.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  page: {
    minHeight: '100%',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground3,
    backgroundImage: `radial-gradient(1100px 520px at 50% -160px, ${tokens.colorBrandBackground2}, transparent)`,
  },
  main: {
    flexGrow: 1,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
  },
  notice: { width: '100%', maxWidth: '440px' },
  card: {
    width: '100%',
    maxWidth: '440px',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: '40px 36px 36px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow16,
    '@media (max-width: 480px)': { padding: '28px 22px' },
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
  },
  title: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  lead: { color: tokens.colorNeutralForeground2 },
  points: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
  },
  point: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    alignItems: 'flex-start',
    color: tokens.colorNeutralForeground2,
  },
  pointIcon: { color: tokens.colorBrandForeground1, fontSize: '20px', lineHeight: 0, flexShrink: 0, marginTop: '1px' },
  footer: { padding: tokens.spacingHorizontalL, textAlign: 'center', color: tokens.colorNeutralForeground2 },
});

interface LandingProps {
  /** Shown above the card, for example after a sign-out in another tab. */
  readonly note?: ReactNode;
}

export function Landing({ note }: LandingProps): ReactElement {
  const styles = useStyles();
  useDocumentTitle(t('Sign in'));
  // The page may have been closed while the session ended.
  useEffect(clearAppBadge, []);
  const signIn = (): void => {
    const here = currentLocation();
    rememberVisit();
    navigateTo(loginHref({ returnTo: here === '/' ? '/mail/inbox' : here }));
  };
  return (
    <div className={styles.page}>
      <main className={styles.main}>
        <div className={styles.notice}>
          <AuthErrorBar />
          {note}
        </div>
        <section className={styles.card} aria-labelledby="landing-heading">
          <div className={styles.brand}>
            <img src="/favicon.svg" alt="" width={36} height={36} />
            <Text size={500} weight="semibold">
              {t('Mail')}
            </Text>
          </div>
          <div className={styles.title}>
            <h1 id="landing-heading" className={styles.heading}>
              {t('Your mail, safely in the browser')}
            </h1>
            <Text className={styles.lead}>
              {t('Read and send the mail of your Microsoft work, school or personal account.')}
            </Text>
          </div>
          <Button appearance="primary" size="large" icon={<MicrosoftLogo />} onClick={signIn}>
            {t('Sign in with Microsoft')}
          </Button>
          <ul className={styles.points}>
            <Point icon={<LockClosedRegular />}>
              {t('Your password goes to Microsoft only. This app never sees it.')}
            </Point>
            <Point icon={<ShieldCheckmarkRegular />}>{t('No access token ever reaches your browser.')}</Point>
            <Point icon={<MailReadRegular />}>
              {t('You start with reading only. We’ll ask for permission to send when you need it.')}
            </Point>
          </ul>
        </section>
      </main>
      <footer className={styles.footer}>
        <Text size={200}>{t('This app uses cookies only to keep you signed in.')}</Text>
      </footer>
    </div>
  );
}

function Point({ icon, children }: { readonly icon: ReactNode; readonly children: string }): ReactElement {
  const styles = useStyles();
  return (
    <li className={styles.point}>
      <span className={styles.pointIcon}>{icon}</span>
      <Text size={300}>{children}</Text>
    </li>
  );
}
