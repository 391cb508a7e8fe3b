import { type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useIsDark } from '../platform/theme.js';

const FONT =
  "'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif";

const light: Theme = { ...webLightTheme, fontFamilyBase: FONT };
const dark: Theme = { ...webDarkTheme, fontFamilyBase: FONT };

/** The chosen theme, or the system's. Also sets it in the browser, for scroll bars and form controls. */
export function useTheme(): Theme {
  const isDark = useIsDark();
  const chosen = isDark ? dark : light;

  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
    document.documentElement.style.background = chosen.colorNeutralBackground3;
    // Also when the user has chosen another theme than the system's.
    for (const tag of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
      tag.content = chosen.colorBrandBackground;
    }
  }, [isDark, chosen]);

  return chosen;
}
