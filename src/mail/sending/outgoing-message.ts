import type { DraftChange, MessageEdit, NewDraft, SendMail } from '../messages/request.schema.js';

/** Our words in Graph's, built as objects: no user's text becomes anything but a value. */

type Recipients = readonly { readonly name?: string | undefined; readonly address: string }[];

export function graphRecipients(recipients: Recipients | undefined): object[] | undefined {
  return recipients?.map(({ name, address }) => ({
    emailAddress: name === undefined ? { address } : { name, address },
  }));
}

export function graphMessage(message: SendMail | Omit<NewDraft, 'answers'>): object {
  return {
    ...graphDraftChange(message),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments.map(graphAttachment) }),
  };
}

/** Absent members stay as they are. */
export function graphDraftChange({ to, cc, bcc, replyTo, subject, body, importance }: DraftChange): object {
  return {
    toRecipients: graphRecipients(to),
    ccRecipients: graphRecipients(cc),
    bccRecipients: graphRecipients(bcc),
    replyTo: graphRecipients(replyTo),
    subject,
    body,
    importance,
  };
}

export function graphMessageEdit({ isRead, flagged, categories, importance }: MessageEdit): object {
  const flag = flagged === undefined ? undefined : { flagStatus: flagged ? 'flagged' : 'notFlagged' };
  return { isRead, flag, categories, importance };
}

export function graphAttachment(attachment: {
  readonly name: string;
  readonly contentType: string;
  readonly contentBytes: string;
  readonly isInline?: boolean;
  readonly contentId?: string | undefined;
}): object {
  return { '@odata.type': '#microsoft.graph.fileAttachment', ...attachment };
}
