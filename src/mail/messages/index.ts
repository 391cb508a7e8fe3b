export { messageFieldsSchema, messageQuerySchema } from './message-requests.js';
export { MessageReader } from './message-reader.js';
export { MessagesModule } from './messages.module.js';
