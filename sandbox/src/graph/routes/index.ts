import type { GraphRoute } from '../graph-call.js';
import { ATTACHMENT_ROUTES } from './attachments.js';
import { BATCH_ROUTES } from './batch.js';
import { DELTA_ROUTES } from './delta.js';
import { FOLDER_ROUTES } from './folders.js';
import { ME_ROUTES } from './me.js';
import { ACTION_ROUTES } from './message-actions.js';
import { MESSAGE_ROUTES } from './messages.js';
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
  ...BATCH_ROUTES,
];
