export { GraphModule } from './graph.module.js';
export { limitNotifications } from './mail/push.controller.js';
export { registerRawBodyParsers } from './mail/raw-body.js';
