import { usePrefersDark } from '../ui/use-media-query.js';
import { usePreferences } from './preferences.js';

/** The user's choice, or the system's. */
export function useIsDark(): boolean {
  const { theme } = usePreferences();
  const prefersDark = usePrefersDark();
  return theme === 'dark' || (theme === 'system' && prefersDark);
}
