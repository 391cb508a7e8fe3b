/** What a message may carry when it is sent in one piece. */
export const MAX_ATTACHMENT_BYTES = 3 * 1024 * 1024;

/** Says to the user, in his words, why the attachments can't be sent. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';
}

export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}
