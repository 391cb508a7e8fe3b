import { Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { AccountMenu } from '../account/account-menu.js';
import { isPlainClick, navigate } from '../platform/router.js';
import { useIsPhone } from '../ui/use-media-query.js';
import { SearchBox } from './search-box.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(auto, 1fr) minmax(0, 440px) minmax(auto, 1fr)',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    height: '48px',
    flexShrink: 0,
    padding: '0 12px',
    backgroundColor: tokens.colorBrandBackground,
    '@media (max-width: 759px)': { gridTemplateColumns: 'auto minmax(0, 1fr) auto', gap: tokens.spacingHorizontalS },
  },
  brand: {
    justifySelf: 'start',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: '4px 8px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForegroundOnBrand,
    textDecorationLine: 'none',
    ':focus-visible': { outline: `2px solid ${tokens.colorNeutralForegroundOnBrand}` },
  },
  end: { justifySelf: 'end' },
});

export function TopBar(): ReactElement {
  const styles = useStyles();
  const isPhone = useIsPhone();
  return (
    <header className={styles.root}>
      <a
        href="/mail/inbox"
        className={styles.brand}
        aria-label={t('Mail: go to Inbox')}
        onClick={(event) => {
          if (!isPlainClick(event)) {
            return;
          }
          event.preventDefault();
          navigate('/mail/inbox');
        }}
      >
        <MailMark />
        {isPhone ? null : (
          <Text size={400} weight="semibold">
            {t('Mail')}
          </Text>
        )}
      </a>
      <SearchBox />
      <div className={styles.end}>
        <AccountMenu />
      </div>
    </header>
  );
}

function MailMark(): ReactElement {
  return (
    <svg width="22" height="18" viewBox="0 0 22 18" aria-hidden="true" focusable="false">
      <rect x="1" y="1.5" width="20" height="15" rx="2.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path
        d="M2 4.2 11 10.5l9-6.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
