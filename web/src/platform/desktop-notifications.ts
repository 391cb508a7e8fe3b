import { thisPage } from '../client/browser-page.js';
import { createStore } from './store.js';

/** The browser's permission; `unsupported` also without Web Locks, by which pages choose the one that notifies (https://w3c.github.io/web-locks). */
export type NotificationAccess = NotificationPermission | 'unsupported';

interface DesktopNotification {
  readonly title: string;
  readonly body?: string | undefined;
  /** A notification with the same tag is replaced, with a sound. The system may store the tag: it must contain nothing of the message. */
  readonly tag: string;
  readonly onClick: () => void;
}

/** In the Notifications API (https://notifications.spec.whatwg.org), but not in TypeScript's types: a replacement makes a sound. */
const RENOTIFY = { renotify: true };

let isUnusable = false;

export const notificationAccess = createStore<NotificationAccess>(readAccess());

/** True after new mail that no notification showed and no visible page: the time to offer notifications. */
export const notificationsWouldHelp = createStore(false);

/** Follows changes in the browser's own settings; returns the function that stops it. */
export function followNotificationAccess(): () => void {
  const ending = new AbortController();
  const check = (): void => {
    notificationAccess.set(readAccess());
  };
  document.addEventListener('visibilitychange', check, { signal: ending.signal });
  if ('permissions' in navigator) {
    navigator.permissions.query({ name: 'notifications' }).then(
      (status) => {
        status.addEventListener('change', check, { signal: ending.signal });
      },
      // Not every browser knows the permission by this name.
      () => undefined,
    );
  }
  return () => {
    ending.abort();
  };
}

/**
 * Has the browser ask the user, only after a click; a user who has answered before is not asked again. It counts as granted only after a
 * test: the app must not promise notifications that fail with the first mail.
 */
export async function askForNotifications(): Promise<NotificationAccess> {
  if (readAccess() === 'default') {
    await Notification.requestPermission().catch(() => undefined);
  }
  if (readAccess() === 'granted') {
    isUnusable = !canShow();
  }
  notificationAccess.set(readAccess());
  return notificationAccess.get();
}

/** Browsers of phones have the interface and throw: https://developer.mozilla.org/docs/Web/API/Notification/Notification */
function canShow(): boolean {
  try {
    new Notification('', { tag: 'trial', silent: true }).close();
    return true;
  } catch {
    return false;
  }
}

const shown = new Set<Notification>();

export function isDesktopNotificationShown(tag: string): boolean {
  return withTag(tag).length > 0;
}

function withTag(tag: string): Notification[] {
  return [...shown].filter((notification) => notification.tag === tag);
}

export function showDesktopNotification({ title, body, tag, onClick }: DesktopNotification): void {
  if (readAccess() !== 'granted') {
    return;
  }
  try {
    const notification = new Notification(title, { body: body ?? '', tag, dir: 'auto', ...RENOTIFY });
    for (const replaced of withTag(tag)) {
      shown.delete(replaced);
    }
    shown.add(notification);
    notification.addEventListener('close', () => shown.delete(notification));
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      onClick();
    });
  } catch {
    isUnusable = true;
    notificationAccess.set('unsupported');
  }
}

/** Called at sign-out, and before the page that would handle the clicks ends. */
export function closeDesktopNotifications(): void {
  for (const notification of shown) {
    notification.close();
  }
  shown.clear();
}

function readAccess(): NotificationAccess {
  if (isUnusable || typeof Notification === 'undefined' || thisPage()?.locks === undefined) {
    return 'unsupported';
  }
  return Notification.permission;
}
