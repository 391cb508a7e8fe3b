import { problemOf, type SendOptions } from '../client/index.js';
import { client } from '../platform/services.js';
import { AttachmentError, maxAttachmentBytes, totalSize } from './attachment-limits.js';
import type { Draft } from './draft.js';
import { getFile } from './file-store.js';
import { withDirection } from './text-direction.js';
import { type AnswerPlan, type EncodedAttachment, outgoingMessage, sendPlan } from './send-plan.js';

/** Sends a draft that is on this device only. It is sent once: the key makes it safe to repeat after a lost response. */
export async function sendDraft(userId: string, draft: Draft, key: string, attempt: SendAttempt): Promise<void> {
  await sendPatiently(() => sendByPlan(userId, draft, key, attempt));
}

interface SendAttempt {
  /** Without a prompt to the user. */
  readonly quiet: boolean;
  /** Called before a request that may send the message. */
  readonly onSend: () => void;
}

export async function sendPatiently(send: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await send();
      return;
    } catch (error) {
      // The server is still processing the first attempt: the same key asks for its result.
      if (problemOf(error)?.code !== 'idempotency_in_progress' || attempt >= 5) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

async function sendByPlan(
  userId: string,
  draft: Draft,
  idempotencyKey: string,
  { quiet, onSend }: SendAttempt,
): Promise<void> {
  const plan = sendPlan(draft);
  const options = { idempotencyKey, quiet };
  if (plan.kind !== 'message') {
    onSend();
    const answered = await answer(plan, draft, options);
    if (answered) {
      return;
    }
  }
  // A key belongs to one request: the same message in another request has another key.
  const own = plan.kind === 'message' ? options : { ...options, idempotencyKey: `${idempotencyKey}-message` };
  const attachments = [...(await encoded(userId, draft)), ...(await forwarded(draft))];
  onSend();
  await client.mail.send(outgoingMessage(draft, attachments), own);
}

/** False when the original no longer exists: the reply can still be sent as a new message. */
async function answer(
  { kind, sourceId, differences }: AnswerPlan,
  draft: Draft,
  options: SendOptions,
): Promise<boolean> {
  const body = { contentType: 'html' as const, content: withDirection(draft.html) };
  const reply = { ...differences, body };
  try {
    if (kind === 'reply') {
      await client.mail.reply(sourceId, reply, options);
    } else if (kind === 'reply-all') {
      await client.mail.replyAll(sourceId, reply, options);
    } else {
      await client.mail.forward(sourceId, { ...reply, to: [...draft.to] }, options);
    }
    return true;
  } catch (error) {
    if (problemOf(error)?.code === 'not_found') {
      return false;
    }
    throw error;
  }
}

/** The files on this device. */
async function encoded(userId: string, draft: Draft): Promise<EncodedAttachment[]> {
  const files: EncodedAttachment[] = [];
  for (const { id, name, contentType, contentId } of draft.attachments) {
    const file = await getFile(userId, draft.id, id);
    if (file === undefined) {
      throw new AttachmentError({ kind: 'file-gone', name });
    }
    const contentBytes = await base64(file);
    files.push({ name, contentType, contentBytes, ...(contentId === undefined ? {} : { contentId }) });
  }
  return files;
}

/** Files of an original that no longer exists: those that are still available. */
async function forwarded(draft: Draft): Promise<EncodedAttachment[]> {
  if (draft.forwarded.length === 0 || draft.sourceId === undefined) {
    return [];
  }
  if (totalSize([...draft.attachments, ...draft.forwarded]) > maxAttachmentBytes) {
    throw new AttachmentError({ kind: 'forwarded-too-large' });
  }
  const files: EncodedAttachment[] = [];
  for (const { id, name, contentType } of draft.forwarded) {
    const { blob } = await client.mail.attachment(draft.sourceId, id);
    files.push({ name, contentType, contentBytes: await base64(blob) });
  }
  return files;
}

function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => {
      reject(new Error('The file could not be read.'));
    };
    reader.readAsDataURL(file);
  });
}
