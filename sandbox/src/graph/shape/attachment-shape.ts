import type { MailItem, StoredAttachment } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { pick } from '../odata/select.js';
import { dateTime } from './message-shape.js';

export const ATTACHMENT_PROPERTIES: readonly string[] = [
  'id',
  'lastModifiedDateTime',
  'name',
  'contentType',
  'size',
  'isInline',
  'contentId',
  'contentLocation',
  'contentBytes',
];

export function attachmentShape(
  item: MailItem,
  attachment: StoredAttachment,
  mailbox: Mailbox,
  immutableIds: boolean,
  select?: readonly string[],
): Record<string, unknown> {
  return pick(
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      '@odata.mediaContentType': attachment.contentType,
      id: mailbox.attachmentId(item, attachment, immutableIds),
      lastModifiedDateTime: dateTime(attachment.modifiedAt),
      name: attachment.name,
      contentType: attachment.contentType,
      size: attachment.content.length,
      isInline: attachment.isInline,
      contentId: attachment.contentId,
      contentLocation: null,
      contentBytes: attachment.content,
    },
    select,
  );
}
