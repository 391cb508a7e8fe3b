import { userStored } from './user-stored.js';

const CHOICES = ['unasked', 'off', 'content', 'plain'] as const;
/** The content of desktop notifications: sender and subject (`content`), or only that there is mail (`plain`). */
export type NotificationChoice = (typeof CHOICES)[number];

/** Stored for the user, not for the browser: the next user has not agreed that their mail is visible on this screen. */
export const notificationChoice = userStored(
  'notifications',
  (stored): NotificationChoice => CHOICES.find((choice) => choice === stored) ?? 'unasked',
);
