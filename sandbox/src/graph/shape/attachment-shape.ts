import type { MailItem, StoredAttachment } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { parseSelect, pick } from '../odata/select.js';
import { dateTime } from './message-shape.js';

const TYPE = 'microsoft.graph.attachment';
const baseProperties = ['id', 'lastModifiedDateTime', 'name', 'contentType', 'size', 'isInline'];
/** Properties of the derived type: `$select` needs a type cast for them. */
const fileProperties = ['contentId', 'contentLocation', 'contentBytes'];
const CAST = 'microsoft.graph.fileAttachment/';

/** `id,name,microsoft.graph.fileAttachment/contentId`; a property of the derived type without its cast is refused. */
export function parseAttachmentSelect(option: string | undefined): readonly string[] | undefined {
  const known = [...baseProperties, ...fileProperties.map((name) => CAST + name)];
  return parseSelect(option, known, TYPE)?.map((name) => name.replace(CAST, ''));
}

export function attachmentShape(
  item: MailItem,
  attachment: StoredAttachment,
  mailbox: Mailbox,
  immutableIds: boolean,
  select?: readonly string[],
): Record<string, unknown> {
  const common = {
    id: mailbox.attachmentId(item, attachment, immutableIds),
    lastModifiedDateTime: dateTime(attachment.modifiedAt),
    name: attachment.name,
    size: attachment.content.length,
    isInline: attachment.isInline,
  };
  if (attachment.special !== undefined) {
    // v1.0 returns neither the item, unless it is expanded, nor the address of a reference.
    const type = `#microsoft.graph.${attachment.special.kind}Attachment`;
    return pick({ '@odata.type': type, ...common, contentType: null }, select);
  }
  return pick(
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      '@odata.mediaContentType': attachment.contentType,
      ...common,
      contentType: attachment.contentType,
      contentId: attachment.contentId,
      contentLocation: null,
      contentBytes: attachment.content,
    },
    select,
  );
}
