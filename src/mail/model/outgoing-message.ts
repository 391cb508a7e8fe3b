import type { MessageBodyInput } from './message-input.js';

/** Our model in Graph's format, built as objects: a user's text never becomes anything but a value. */

type Recipients = readonly { readonly name?: string | undefined; readonly address: string }[];

/** The members of a message in a request; absent members are not changed. */
interface WrittenMessage {
  readonly to?: Recipients | undefined;
  readonly cc?: Recipients | undefined;
  readonly bcc?: Recipients | undefined;
  readonly replyTo?: Recipients | undefined;
  readonly subject?: string | undefined;
  readonly body?: MessageBodyInput | undefined;
  readonly importance?: 'low' | 'normal' | 'high' | undefined;
  readonly isReadReceiptRequested?: boolean | undefined;
  readonly isDeliveryReceiptRequested?: boolean | undefined;
}

interface NewFile {
  readonly name: string;
  readonly contentType: string;
  readonly contentBytes: string;
  readonly isInline?: boolean;
  readonly contentId?: string | undefined;
}

export function graphRecipients(recipients: Recipients | undefined): object[] | undefined {
  return recipients?.map(({ name, address }) => ({
    emailAddress: name === undefined ? { address } : { name, address },
  }));
}

export function graphMessage(message: WrittenMessage & { readonly attachments: readonly NewFile[] }): object {
  return {
    ...graphDraftChange(message),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments.map(graphAttachment) }),
  };
}

export function graphDraftChange(message: WrittenMessage): object {
  const { subject, body, importance, isReadReceiptRequested, isDeliveryReceiptRequested } = message;
  return {
    toRecipients: graphRecipients(message.to),
    ccRecipients: graphRecipients(message.cc),
    bccRecipients: graphRecipients(message.bcc),
    replyTo: graphRecipients(message.replyTo),
    subject,
    body,
    importance,
    isReadReceiptRequested,
    isDeliveryReceiptRequested,
  };
}

export function graphAttachment(attachment: NewFile): object {
  const isInline = attachment.isInline ?? attachment.contentId !== undefined;
  return { '@odata.type': '#microsoft.graph.fileAttachment', ...attachment, ...(isInline ? { isInline } : {}) };
}
