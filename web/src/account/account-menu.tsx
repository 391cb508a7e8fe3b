import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuGroup,
  MenuGroupHeader,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { KeyboardRegular } from '@fluentui/react-icons/svg/keyboard';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import type { ReactElement } from 'react';
import { setPreference, type ThemeChoice, usePreferences } from '../platform/preferences.js';
import { navigate } from '../platform/router.js';
import { useUser } from '../platform/session.js';
import { showShortcuts } from '../platform/shortcut-help.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { UserAvatar } from './user-avatar.js';
import { useSignOut } from './use-sign-out.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  trigger: { minWidth: 0, padding: '4px', borderRadius: tokens.borderRadiusCircular },
  who: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, padding: '12px 12px 14px' },
  names: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  muted: { color: tokens.colorNeutralForeground2 },
});

const THEMES: readonly { value: ThemeChoice; name: string }[] = [
  { value: 'system', name: t('As the system') },
  { value: 'light', name: t('Light', { context: 'theme' }) },
  { value: 'dark', name: t('Dark', { context: 'theme' }) },
];

export function AccountMenu(): ReactElement {
  const styles = useStyles();
  const user = useUser();
  const { theme } = usePreferences();
  const { isSigningOut, run } = useSignOut();
  return (
    <Menu
      checkedValues={{ theme: [theme] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const chosen = THEMES.find((one) => one.value === checkedItems[0]);
        if (chosen !== undefined) {
          setPreference({ theme: chosen.value });
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="transparent" className={styles.trigger}>
          <UserAvatar size={28} />
          <VisuallyHidden>{t('Account: {name}', { name: user.name })}</VisuallyHidden>
        </Button>
      </MenuTrigger>
      <MenuPopover role="region" aria-label={t('Account')}>
        <div className={styles.who}>
          <UserAvatar size={48} />
          <div className={styles.names}>
            <Text weight="semibold" truncate wrap={false} dir="auto">
              {user.name}
            </Text>
            <Text size={200} truncate wrap={false} className={styles.muted}>
              {user.username}
            </Text>
            <Text size={200} className={styles.muted}>
              {user.accountType === 'work' ? t('Work or school account') : t('Personal account')}
            </Text>
          </div>
        </div>
        <MenuDivider />
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t('Theme')}</MenuGroupHeader>
            {THEMES.map(({ value, name }) => (
              <MenuItemRadio key={value} name="theme" value={value}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem
            icon={<SettingsRegular />}
            onClick={() => {
              navigate('/settings');
            }}
          >
            {t('Settings')}
          </MenuItem>
          <MenuItem icon={<KeyboardRegular />} onClick={showShortcuts}>
            {t('Keyboard shortcuts')}
          </MenuItem>
          <MenuDivider />
          <MenuItem
            icon={<SignOutRegular />}
            disabled={isSigningOut}
            onClick={() => {
              run(false);
            }}
          >
            {t('Sign out')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
