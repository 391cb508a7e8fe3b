import {
  Button,
  Card,
  Divider,
  Field,
  Radio,
  RadioGroup,
  Switch,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { setPreference, type ThemeChoice, usePreferences } from '../platform/preferences.js';
import type { KeyDecision } from '../platform/keys/key-decision.js';
import { useKeys } from '../platform/keys/use-keys.js';
import { showShortcuts } from '../platform/shortcut-help.js';
import { navigate } from '../platform/router.js';
import { useUser } from '../platform/session.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { AutomaticReplies } from './automatic-replies.js';
import { BlockedSenders } from './blocked-senders.js';
import { LanguageChoice } from './language-choice.js';
import { NotificationSettings } from './notification-settings.js';
import { OfflineSettings } from './offline-settings.js';
import { PermissionList } from './permission-list.js';
import { ReceiptSettings } from './receipt-settings.js';
import { ScheduledList } from './scheduled-list.js';
import { SessionList } from './session-list.js';
import { WritingSettings } from './writing-settings.js';
import { UserAvatar } from './user-avatar.js';
import { useSignOut } from './use-sign-out.js';
import { t } from '../texts/t.js';
import { ArrowBackRegular } from '../ui/direction-icons.js';

const useStyles = makeStyles({
  scroller: { flexGrow: 1, minHeight: 0, overflowY: 'auto' },
  page: {
    maxWidth: '720px',
    margin: '0 auto',
    padding: '16px 16px 48px',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  top: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
    ':focus': { outlineStyle: 'none' },
  },
  section: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  who: { display: 'flex', gap: tokens.spacingHorizontalL, alignItems: 'center' },
  names: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', minWidth: 0, overflowWrap: 'anywhere' },
  muted: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

export function SettingsPage(): ReactElement {
  const styles = useStyles();
  const user = useUser();
  const { theme, shortcuts, conversations } = usePreferences();
  const { isSigningOut, run } = useSignOut();
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(t('Settings'));
  useKeys({ isWriting: false, isReading: false, isSelecting: false, run: helpOnly });
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className={styles.scroller}>
      <div className={styles.page}>
        <div className={styles.top}>
          <Button
            appearance="subtle"
            icon={<ArrowBackRegular />}
            aria-label={t('Back to mail')}
            onClick={() => {
              navigate('/mail/inbox');
            }}
          />
          <h1 ref={heading} tabIndex={-1} className={styles.heading}>
            {t('Settings')}
          </h1>
        </div>
        <Section title={t('Account')}>
          <div className={styles.who}>
            <UserAvatar size={64} />
            <div className={styles.names}>
              <Text weight="semibold" dir="auto">
                {user.name}
              </Text>
              <Text className={styles.muted}>{user.username}</Text>
              <Text className={styles.muted}>
                {user.accountType === 'work' ? t('Work or school account') : t('Personal account')}
              </Text>
            </div>
          </div>
          <div className={styles.buttons}>
            <Button
              appearance="primary"
              disabled={isSigningOut}
              onClick={() => {
                run(false);
              }}
            >
              {t('Sign out')}
            </Button>
            <Button
              disabled={isSigningOut}
              onClick={() => {
                run(true);
              }}
            >
              {t('Sign out everywhere')}
            </Button>
          </div>
        </Section>
        <Section title={t('Appearance')}>
          <Field label={t('Theme')}>
            <RadioGroup
              layout="horizontal"
              value={theme}
              onChange={(_, { value }) => {
                setPreference({ theme: asTheme(value) });
              }}
            >
              <Radio value="system" label={t('As the system')} />
              <Radio value="light" label={t('Light', { context: 'theme' })} />
              <Radio value="dark" label={t('Dark', { context: 'theme' })} />
            </RadioGroup>
          </Field>
          <Divider />
          <LanguageChoice />
          <Divider />
          <Switch
            label={t('Group messages by conversation')}
            checked={conversations}
            onChange={(_, { checked }) => {
              setPreference({ conversations: checked });
            }}
          />
          <Switch
            label={t('Single-key shortcuts (press ? to see them)')}
            checked={shortcuts}
            onChange={(_, { checked }) => {
              setPreference({ shortcuts: checked });
            }}
          />
        </Section>
        <Section title={t('New mail')}>
          <NotificationSettings />
        </Section>
        <Section title={t('Reading offline')}>
          <OfflineSettings />
        </Section>
        <Section title={t('Read receipts')}>
          <ReceiptSettings />
        </Section>
        <Section title={t('Writing')}>
          <WritingSettings />
        </Section>
        <Section title={t('Waiting to be sent')}>
          <ScheduledList />
        </Section>
        <Section title={t('Automatic replies')}>
          <AutomaticReplies />
        </Section>
        <Section title={t('Blocked senders')}>
          <BlockedSenders />
        </Section>
        <Section title={t('What this app may do')}>
          <PermissionList />
        </Section>
        <Section title={t('Where you’re signed in')}>
          <SessionList />
        </Section>
      </div>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const styles = useStyles();
  return (
    <Card role="group" aria-label={title}>
      <h2 className={styles.section}>{title}</h2>
      {children}
    </Card>
  );
}

function helpOnly({ kind }: KeyDecision): void {
  if (kind === 'help') {
    showShortcuts();
  }
}

function asTheme(value: string): ThemeChoice {
  return value === 'light' || value === 'dark' ? value : 'system';
}
