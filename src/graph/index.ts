export { GraphModule } from './graph.module.js';
export { limitNotifications } from './mail/push.controller.js';
export { registerRawBodyParsers, registerTextParser } from './mail/raw-body.js';
