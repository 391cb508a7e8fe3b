import { createStore, type Store, useStore } from './store.js';

export type ThemeChoice = 'system' | 'light' | 'dark';

export const undoSendSeconds = [0, 5, 10, 30] as const;
export type UndoSendSeconds = (typeof undoSendSeconds)[number];

/** What happens to messages whose sender requests a read receipt when they would be marked as read. */
export const receiptChoices = ['ask', 'always', 'never'] as const;
export type ReceiptChoice = (typeof receiptChoices)[number];

export interface Preferences {
  readonly theme: ThemeChoice;
  /** Single-key shortcuts can be turned off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
  readonly conversations: boolean;
  /** The distance of the rows of the list. */
  readonly density: Density;
  /** Beside the list; when off, an open message replaces the list. */
  readonly readingPane: 'right' | 'off';
  /** In px, as set by the user; undefined: the default width. */
  readonly folderWidth: number | undefined;
  readonly listWidth: number | undefined;
  /** How long a message is held after Send, during which sending can be cancelled; 0: not at all. */
  readonly undoSendSeconds: UndoSendSeconds;
  /** Whether mail that the user reads is stored on this device for times without a network. */
  readonly offlineReading: boolean;
  readonly readReceipts: ReceiptChoice;
}

export type Density = 'comfortable' | 'normal' | 'compact';

const KEY = 'preferences';
const DEFAULTS: Preferences = {
  theme: 'system',
  shortcuts: true,
  conversations: true,
  density: 'comfortable',
  readingPane: 'right',
  folderWidth: undefined,
  listWidth: undefined,
  undoSendSeconds: 10,
  offlineReading: true,
  readReceipts: 'ask',
};

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
    // Storage is full or forbidden: the choice is valid for this page only.
  }
}

/** Applies changes from other tabs; returns the function that stops it. */
export function followPreferences(): () => void {
  const follow = ({ key }: StorageEvent): void => {
    if (key === KEY) {
      preferences.set(read());
    }
  };
  window.addEventListener('storage', follow);
  return () => {
    window.removeEventListener('storage', follow);
  };
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
      density: members.density === 'normal' || members.density === 'compact' ? members.density : DEFAULTS.density,
      readingPane: members.readingPane === 'off' ? 'off' : 'right',
      folderWidth: widthOf(members.folderWidth),
      listWidth: widthOf(members.listWidth),
      undoSendSeconds:
        undoSendSeconds.find((seconds) => seconds === members.undoSendSeconds) ?? DEFAULTS.undoSendSeconds,
      offlineReading: members.offlineReading !== false,
      readReceipts: receiptChoices.find((choice) => choice === members.readReceipts) ?? DEFAULTS.readReceipts,
    };
  } catch {
    return DEFAULTS;
  }
}

function widthOf(stored: unknown): number | undefined {
  return typeof stored === 'number' && stored >= 100 && stored <= 4_000 ? stored : undefined;
}
