/** What a message may carry when it is sent in one piece, without a draft in the mailbox. */
export const MAX_ATTACHMENT_BYTES = 3 * 1024 * 1024;

/** What a draft in the mailbox takes. */
export const MAX_FILE_BYTES = 150 * 1024 * 1024;

/** Says to the user, in their words, why the attachments can't be sent. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';
}

export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Whether the files are too much for a message in one piece. */
export function needsMailbox(draft: {
  readonly attachments: readonly { readonly size: number; readonly remoteId?: string | undefined }[];
}): boolean {
  return totalSize(draft.attachments.filter((file) => file.remoteId === undefined)) > MAX_ATTACHMENT_BYTES;
}
