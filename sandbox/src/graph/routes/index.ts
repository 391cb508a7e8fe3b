import type { GraphRoute } from '../graph-call.js';
import { attachmentRoutes } from './attachments.js';
import { batchRoutes } from './batch.js';
import { categoryRoutes } from './categories.js';
import { deltaRoutes } from './delta.js';
import { eventRoutes } from './events.js';
import { folderRoutes } from './folders.js';
import { settingsRoutes } from './mailbox-settings.js';
import { meRoutes } from './me.js';
import { actionRoutes } from './message-actions.js';
import { messageRoutes } from './messages.js';
import { ruleRoutes } from './message-rules.js';
import { peopleRoutes } from './people.js';
import { sendRoutes } from './send-mail.js';
import { subscriptionRoutes } from './subscriptions.js';

export const ROUTES: readonly GraphRoute[] = [
  ...meRoutes,
  ...ruleRoutes,
  ...folderRoutes,
  ...messageRoutes,
  ...actionRoutes,
  ...attachmentRoutes,
  ...sendRoutes,
  ...deltaRoutes,
  ...subscriptionRoutes,
  ...categoryRoutes,
  ...settingsRoutes,
  ...peopleRoutes,
  ...eventRoutes,
  ...batchRoutes,
];
