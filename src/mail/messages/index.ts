export { messageQuerySchema, type MessageQuery } from './message-requests.js';
export { MessageReader } from './message-reader.js';
export { MessagesModule } from './messages.module.js';
