export { GraphModule } from './graph.module.js';
export { registerRawBodyParsers } from './mail/raw-body.js';
