import { thisPage } from '../client/browser-page.js';
import { createStore } from './store.js';

/** What the browser says; `unsupported` also where pages can't agree on which of them tells (https://w3c.github.io/web-locks). */
export type NotificationAccess = NotificationPermission | 'unsupported';

interface DesktopNotification {
  readonly title: string;
  readonly body?: string | undefined;
  /** One with the same tag is replaced, which is heard as a new one. The system may keep it: nothing of the message may be in it. */
  readonly tag: string;
  readonly onClick: () => void;
}

/** Of the Notifications API (https://notifications.spec.whatwg.org), not of TypeScript's types: one that replaces another is heard. */
const RENOTIFY = { renotify: true };

let isUnusable = false;

export const notificationAccess = createStore<NotificationAccess>(readAccess());

/** True once there was something to tell and nobody to see it: the moment to offer notifications. */
export const notificationsWouldHelp = createStore(false);

/** Follows what the user changes in the browser's own settings; returns what ends it. */
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
      // A browser may know it by no such name.
      () => undefined,
    );
  }
  return () => {
    ending.abort();
  };
}

/**
 * Has the browser ask the user; only upon a click. Who has answered before is not asked again. Granted is only what has been tried:
 * nothing is promised that the first mail would take back.
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

/** Browsers of phones have the interface, and throw: https://developer.mozilla.org/docs/Web/API/Notification/Notification */
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

/** At sign-out, and before the page that would hear of clicks goes. */
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
