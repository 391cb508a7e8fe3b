export { FolderNames, FolderReader, folderQuerySchema } from './folders/index.js';
export { MailModule } from './mail.module.js';
export { messageFieldsSchema, MessageReader, messageQuerySchema } from './messages/index.js';
export { folderPageSchema, messagePageSchema } from './model/index.js';
