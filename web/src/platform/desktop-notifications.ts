import { thisPage } from '../client/browser-page.js';
import { createStore } from './store.js';

/** What the browser says; `unsupported` also where pages can't agree on which of them tells (https://w3c.github.io/web-locks). */
export type NotificationAccess = NotificationPermission | 'unsupported';

interface DesktopNotification {
  readonly title: string;
  readonly body?: string | undefined;
  /** One with the same tag is replaced. The system may keep it: nothing of the message may be in it. */
  readonly tag: string;
  readonly onClick: () => void;
}

let isUnusable = false;

export const notificationAccess = createStore<NotificationAccess>(readAccess());

/** True once there was something to tell and nobody to see it: the moment to offer notifications. */
export const notificationsWouldHelp = createStore(false);

/** Follows what the user changes in the browser's own settings; returns what ends it. */
export function followNotificationAccess(): () => void {
  const ending = new AbortController();
  const look = (): void => {
    notificationAccess.set(readAccess());
  };
  document.addEventListener('visibilitychange', look, { signal: ending.signal });
  if ('permissions' in navigator) {
    navigator.permissions.query({ name: 'notifications' }).then(
      (status) => {
        status.addEventListener('change', look, { signal: ending.signal });
      },
      // A browser may know it by no such name.
      () => undefined,
    );
  }
  return () => {
    ending.abort();
  };
}

/** Has the browser ask the user; only upon a click. Who has answered before is not asked again. */
export async function askForNotifications(): Promise<NotificationAccess> {
  if (readAccess() === 'default') await Notification.requestPermission().catch(() => undefined);
  notificationAccess.set(readAccess());
  return notificationAccess.get();
}

const shown = new Set<Notification>();

export function showDesktopNotification({ title, body, tag, onClick }: DesktopNotification): void {
  if (readAccess() !== 'granted') return;
  try {
    const notification = new Notification(title, { body: body ?? '', tag, dir: 'auto' });
    shown.add(notification);
    notification.addEventListener('close', () => shown.delete(notification));
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      onClick();
    });
  } catch {
    // Browsers of phones have the interface, and throw: https://developer.mozilla.org/docs/Web/API/Notification/Notification
    isUnusable = true;
    notificationAccess.set('unsupported');
  }
}

/** At sign-out, and before the page that would hear of clicks goes. */
export function closeDesktopNotifications(): void {
  for (const notification of shown) notification.close();
  shown.clear();
}

function readAccess(): NotificationAccess {
  if (isUnusable || typeof Notification === 'undefined' || thisPage()?.locks === undefined) return 'unsupported';
  return Notification.permission;
}
