import { userStored } from './user-stored.js';

const CHOICES = ['unasked', 'off', 'content', 'plain'] as const;
/** Of the desktop: with sender and subject (`content`), or only that there is mail (`plain`). */
export type NotificationChoice = (typeof CHOICES)[number];

/** Of the user, not of the browser: who signs in next has not agreed that their mail is seen on this screen. */
export const notificationChoice = userStored(
  'notifications',
  (stored): NotificationChoice => CHOICES.find((choice) => choice === stored) ?? 'unasked',
);
