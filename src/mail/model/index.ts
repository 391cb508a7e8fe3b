export {
  addressOrNull,
  attachmentOf,
  attachmentProperties,
  changeOf,
  detailsOf,
  fieldsOf,
  idOf,
  listOf,
  messageProperties,
  secureUrl,
  summaryOf,
  summaryProperties,
  text,
} from './graph-message.js';
export { moveToDeletedItems } from './deleted-items.js';
export { type GraphPage, pageOf } from './graph-page.js';
export {
  attachmentIdSchema,
  conversationIdSchema,
  cursorSchema,
  folderIdSchema,
  messageIdSchema,
} from './identifiers.js';
export { type CursorScope, MailCursor } from './mail-cursor.js';
export { MailModelModule } from './mail-model.module.js';
export {
  attachmentsSchema,
  contentIdSchema,
  bodySchema,
  flag,
  importanceSchema,
  line,
  type MessageBodyInput,
  newAttachmentSchema,
  receiptSchemas,
  recipientsSchema,
} from './message-input.js';
export { largestMessageBytes } from './message-limits.js';
export {
  type Attachment,
  attachmentSchema,
  changesSchema,
  type FolderName,
  type ConversationPage,
  conversationPageSchema,
  folderPageSchema,
  folderSchema,
  type Invitation,
  type MailAddress,
  type MailChanges,
  type MailFolder,
  type MailFolderPage,
  type Message,
  type MessageChange,
  messagePageSchema,
  messageSchema,
  type MessageSummary,
  messageSummarySchema,
} from './message.schema.js';
export { refusedCursor } from './refused-cursor.js';
export { graphAttachment, graphDraftChange, graphMessage, graphRecipients } from './outgoing-message.js';
