import type { GraphRoute } from '../graph-call.js';
import { ATTACHMENT_ROUTES } from './attachments.js';
import { FOLDER_ROUTES } from './folders.js';
import { ME_ROUTES } from './me.js';
import { MESSAGE_ROUTES } from './messages.js';
import { SEND_ROUTES } from './send-mail.js';

export const ROUTES: readonly GraphRoute[] = [
  ...ME_ROUTES,
  ...FOLDER_ROUTES,
  ...MESSAGE_ROUTES,
  ...ATTACHMENT_ROUTES,
  ...SEND_ROUTES,
];
