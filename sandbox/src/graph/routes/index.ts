import type { GraphRoute } from '../graph-call.js';
import { ATTACHMENT_ROUTES } from './attachments.js';
import { BATCH_ROUTES } from './batch.js';
import { CATEGORY_ROUTES } from './categories.js';
import { DELTA_ROUTES } from './delta.js';
import { EVENT_ROUTES } from './events.js';
import { FOLDER_ROUTES } from './folders.js';
import { SETTINGS_ROUTES } from './mailbox-settings.js';
import { ME_ROUTES } from './me.js';
import { ACTION_ROUTES } from './message-actions.js';
import { MESSAGE_ROUTES } from './messages.js';
import { PEOPLE_ROUTES } from './people.js';
import { SEND_ROUTES } from './send-mail.js';
import { SUBSCRIPTION_ROUTES } from './subscriptions.js';

export const ROUTES: readonly GraphRoute[] = [
  ...ME_ROUTES,
  ...FOLDER_ROUTES,
  ...MESSAGE_ROUTES,
  ...ACTION_ROUTES,
  ...ATTACHMENT_ROUTES,
  ...SEND_ROUTES,
  ...DELTA_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...CATEGORY_ROUTES,
  ...SETTINGS_ROUTES,
  ...PEOPLE_ROUTES,
  ...EVENT_ROUTES,
  ...BATCH_ROUTES,
];
