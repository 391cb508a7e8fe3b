import { webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useIsDark } from '../../platform/theme.js';
import type { BodyColours } from './frame-document.js';

const LIGHT: BodyColours = {
  scheme: 'light',
  text: webLightTheme.colorNeutralForeground1,
  link: webLightTheme.colorBrandForegroundLink,
};
const DARK: BodyColours = {
  scheme: 'dark',
  text: webDarkTheme.colorNeutralForeground1,
  link: webDarkTheme.colorBrandForegroundLink,
};

/** The theme's colours, for messages without their own colours. The frame can't read the theme's variables. */
export function useBodyColours(): BodyColours {
  return useIsDark() ? DARK : LIGHT;
}
