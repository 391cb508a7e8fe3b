import { notePicture, orStored } from '../platform/offline/offline-copy.js';
import { client } from '../platform/services.js';

const DRAWN = /^image\/(?:png|jpe?g|gif|webp|bmp|avif|x-icon|vnd\.microsoft\.icon)\b/;

/**
 * Loads a picture of the message, attached or proxied by the service, because an img element can't send the CSRF header.
 * Returns an address that the frame may show. Without one, the frame shows the alternative text.
 */
export async function loadPicture(address: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await orStored('picture', [address], async () => {
      const { blob } = await client.mail.picture(address, { signal, quiet: true });
      if (!DRAWN.test(blob.type)) {
        return undefined;
      }
      const url = await dataUrl(blob);
      notePicture(address, url);
      return url;
    });
  } catch {
    return undefined;
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
