import { problemOf, type SendOptions } from '../client/index.js';
import { client } from '../platform/services.js';
import { AttachmentError, MAX_ATTACHMENT_BYTES, totalSize } from './attachment-limits.js';
import type { Draft } from './draft.js';
import { getFile } from './file-store.js';
import { type AnswerPlan, type EncodedAttachment, outgoingMessage, sendPlan } from './send-plan.js';

/** Sends what is on this device only. Once: the key makes repeating safe when the answer got lost. */
export async function sendDraft(userId: string, draft: Draft, idempotencyKey: string): Promise<void> {
  await sendPatiently(() => sendByPlan(userId, draft, idempotencyKey));
}

export async function sendPatiently(send: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await send();
      return;
    } catch (error) {
      // The first try is still at work on the server: its outcome is asked for with the same key.
      if (problemOf(error)?.code !== 'idempotency_in_progress' || attempt >= 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

async function sendByPlan(userId: string, draft: Draft, idempotencyKey: string): Promise<void> {
  const plan = sendPlan(draft);
  const options = { idempotencyKey };
  if (plan.kind !== 'message') {
    const answered = await answer(plan, draft, options);
    if (answered) return;
  }
  // A key belongs to one request: the same message sent another way has a key of its own.
  const own = plan.kind === 'message' ? options : { idempotencyKey: `${idempotencyKey}-message` };
  await client.mail.send(outgoingMessage(draft, await encodeAttachments(userId, draft)), own);
}

/** False when the original is gone: then the answer can still go out as a message of its own. */
async function answer(plan: AnswerPlan, draft: Draft, options: SendOptions): Promise<boolean> {
  const body = { contentType: 'html' as const, content: draft.html };
  try {
    if (plan.kind === 'reply') await client.mail.reply(plan.sourceId, body, options);
    else if (plan.kind === 'reply-all') await client.mail.replyAll(plan.sourceId, body, options);
    else await client.mail.forward(plan.sourceId, [...draft.to], body, options);
    return true;
  } catch (error) {
    if (problemOf(error)?.code === 'not_found') return false;
    throw error;
  }
}

async function encodeAttachments(userId: string, draft: Draft): Promise<EncodedAttachment[]> {
  const encoded: EncodedAttachment[] = [];
  for (const { id, name, contentType } of draft.attachments) {
    const file = await getFile(userId, draft.id, id);
    if (file === undefined) throw new AttachmentError(`“${name}” is no longer there. Attach it again.`);
    encoded.push({ name, contentType, contentBytes: await base64(file) });
  }
  if (draft.forwarded.length > 0 && draft.sourceId !== undefined) {
    if (totalSize([...draft.attachments, ...draft.forwarded]) > MAX_ATTACHMENT_BYTES) {
      throw new AttachmentError(
        'With the forwarded files the attachments are too large. Forward without changing the subject or adding files.',
      );
    }
    for (const { id, name, contentType } of draft.forwarded) {
      const { blob } = await client.mail.attachment(draft.sourceId, id);
      encoded.push({ name, contentType, contentBytes: await base64(blob) });
    }
  }
  return encoded;
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
