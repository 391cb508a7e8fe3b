export { UnsubscribeModule } from './unsubscribe.module.js';
