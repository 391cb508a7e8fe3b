export { FolderReader, folderQuerySchema } from './folders/index.js';
export { MailModule } from './mail.module.js';
export { MessageReader, messageQuerySchema, type MessageQuery } from './messages/index.js';
export { folderPageSchema, messagePageSchema } from './model/index.js';
