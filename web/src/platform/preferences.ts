import { createStore, type Store, useStore } from './store.js';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Preferences {
  readonly theme: ThemeChoice;
  /** Single-key shortcuts can be turned off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
  readonly conversations: boolean;
}

const KEY = 'preferences';
const DEFAULTS: Preferences = { theme: 'system', shortcuts: true, conversations: true };

export const preferences: Store<Preferences> = createStore(read());

export function usePreferences(): Preferences {
  return useStore(preferences);
}

export function setPreference(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change };
  preferences.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage is full or forbidden: the choice holds for this page.
  }
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const members =
      typeof stored === 'object' && stored !== null ? (stored as Partial<Record<keyof Preferences, unknown>>) : {};
    return {
      theme: members.theme === 'light' || members.theme === 'dark' ? members.theme : DEFAULTS.theme,
      shortcuts: members.shortcuts !== false,
      conversations: members.conversations !== false,
    };
  } catch {
    return DEFAULTS;
  }
}
