import { type AttachmentReason, reasonText } from './sending-reason.js';

/** The limit of a message that is sent in one request, without a draft in the mailbox. */
export const maxAttachmentBytes = 3 * 1024 * 1024;

/** The limit of a draft in the mailbox. */
export const maxFileBytes = 150 * 1024 * 1024;

/** States to the user why the attachments can't be sent. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';

  constructor(readonly reason: AttachmentReason) {
    super(reasonText(reason));
  }
}

export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Why the files require a draft in the mailbox; undefined when they don't. */
export type MailboxReason = 'large' | 'answer';

interface WithFiles {
  readonly attachments: readonly { readonly size: number; readonly remoteId?: string | undefined }[];
  readonly sourceId: string | undefined;
}

/**
 * Files may be too large for a message in one request. A reply with files would have to be such a message, and would lose its
 * conversation and the pictures of the original; a draft in the mailbox preserves both.
 */
export function mailboxReason({ attachments, sourceId }: WithFiles): MailboxReason | undefined {
  const local = attachments.filter((file) => file.remoteId === undefined);
  if (totalSize(local) > maxAttachmentBytes) {
    return 'large';
  }
  return local.length > 0 && sourceId !== undefined ? 'answer' : undefined;
}
