import { client } from '../platform/services.js';

/** Fetches a picture of the message (an img element could not send the CSRF header) and puts it where it belongs. */
export async function showInlineImage(inside: Document, path: string, signal: AbortSignal): Promise<void> {
  const [, id, attachmentId] = /^\/api\/mail\/messages\/([^/]+)\/attachments\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined || attachmentId === undefined) return;
  try {
    const options = { signal, quiet: true };
    const { blob } = await client.mail.attachment(decodeURIComponent(id), decodeURIComponent(attachmentId), options);
    const url = await dataUrl(blob);
    if (!/^data:image\//.test(url)) return;
    for (const image of inside.querySelectorAll('img')) if (image.dataset['inline'] === path) image.src = url;
  } catch {
    // The picture stays away; its alternative text is shown.
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.onerror = () => {
      reject(new Error('The picture could not be read.'));
    };
    reader.readAsDataURL(blob);
  });
}
