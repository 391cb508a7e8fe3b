import { type Attachment, problemOf, type UploadOptions } from '../client/index.js';
import { client } from '../platform/services.js';
import { type Draft, type DraftAttachment, isSameFile } from './draft.js';

interface UploadTarget {
  readonly mailboxId: string;
  readonly draft: Draft;
  /** An upload of it was given no answer, or was ended when all of it had gone out. */
  readonly mayHaveArrived: boolean;
}

/** Brings a file into the draft in the mailbox, once: what has arrived already is taken for it. */
export async function putIn(
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

/** Takes a file out of the draft in the mailbox; throws when it stays there. */
export async function takeOut(file: DraftAttachment, target: UploadTarget, quiet: boolean): Promise<void> {
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
