import { type Attachment, problemOf, type UploadOptions } from '../client/index.js';
import { client } from '../platform/services.js';
import { type Draft, type DraftAttachment, isSameFile } from './draft.js';

interface UploadTarget {
  readonly mailboxId: string;
  readonly draft: Draft;
  /** An upload of it got no response, or was aborted after all of it had been sent. */
  readonly mayHaveArrived: boolean;
}

/** Uploads a file to the draft in the mailbox, once: a file that has arrived already is reused. */
export async function uploadOnce(
  file: DraftAttachment,
  content: Blob,
  target: UploadTarget,
  options: UploadOptions,
): Promise<Attachment> {
  const [arrived] = target.mayHaveArrived ? await arrivedFiles(file, target) : [];
  options.signal?.throwIfAborted();
  if (arrived !== undefined) {
    return arrived;
  }
  const { name, contentType, contentId } = file;
  return client.mail.drafts.attach(target.mailboxId, { name, contentType, contentId, content }, options);
}

/** Removes a file from the draft in the mailbox; throws when it stays there. */
export async function removeUploaded(file: DraftAttachment, target: UploadTarget, quiet: boolean): Promise<void> {
  const { mailboxId } = target;
  try {
    if (file.remoteId !== undefined) {
      await client.mail.drafts.detach(mailboxId, file.remoteId, { quiet });
    } else if (target.mayHaveArrived) {
      for (const { id } of await arrivedFiles(file, target)) {
        await client.mail.drafts.detach(mailboxId, id, { quiet });
      }
    }
  } catch (error) {
    if (problemOf(error)?.code !== 'not_found') {
      throw error;
    }
  }
}

async function arrivedFiles(file: DraftAttachment, { mailboxId, draft }: UploadTarget): Promise<Attachment[]> {
  const { attachments } = await client.mail.message(mailboxId, { quiet: true });
  const own = new Set(draft.attachments.map(({ remoteId }) => remoteId));
  return attachments.filter((one) => !own.has(one.id) && isSameFile(file, one));
}
