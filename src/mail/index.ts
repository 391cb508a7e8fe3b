export { registerRawBodyParsers, registerTextParser } from './drafts/raw-body.js';
export { MailModule } from './mail.module.js';
export { limitNotifications } from './notifications/push.controller.js';
