import { type AttachmentReason, reasonText } from './sending-reason.js';

/** What a message may carry when it is sent in one piece, without a draft in the mailbox. */
export const maxAttachmentBytes = 3 * 1024 * 1024;

/** What a draft in the mailbox takes. */
export const maxFileBytes = 150 * 1024 * 1024;

/** Says to the user, in their words, why the attachments can't be sent. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';

  constructor(readonly reason: AttachmentReason) {
    super(reasonText(reason));
  }
}

export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Why files can go by a draft in the mailbox only; undefined when they need none. */
export type MailboxReason = 'large' | 'answer';

interface WithFiles {
  readonly attachments: readonly { readonly size: number; readonly remoteId?: string | undefined }[];
  readonly sourceId: string | undefined;
}

/**
 * Files may be too much for a message in one piece. An answer that brings files would have to be such a message, without its
 * conversation and the pictures of the original; a draft of the mailbox keeps both.
 */
export function mailboxReason({ attachments, sourceId }: WithFiles): MailboxReason | undefined {
  const local = attachments.filter((file) => file.remoteId === undefined);
  if (totalSize(local) > maxAttachmentBytes) {
    return 'large';
  }
  return local.length > 0 && sourceId !== undefined ? 'answer' : undefined;
}
