import type { CallOptions, Transport } from './transport.js';

export interface Download {
  readonly blob: Blob;
  /** The server's name for the file, if any. */
  readonly fileName: string | undefined;
}

export interface DownloadOptions extends CallOptions {
  /** Receives the number of bytes that have arrived; `total` is undefined when the server did not send it. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

/** Reads a body with progress. A plain link can't carry the CSRF header. */
export async function download(transport: Transport, path: string, options: DownloadOptions = {}): Promise<Download> {
  const response = await transport.raw(path, {}, options);
  const type = response.headers.get('Content-Type') ?? 'application/octet-stream';
  const fileName = fileNameOf(response.headers.get('Content-Disposition'));
  if (response.body === null) {
    return { blob: await response.blob(), fileName };
  }

  const total = Number(response.headers.get('Content-Length')) || undefined;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    parts.push(chunk.value);
    received += chunk.value.byteLength;
    options.onProgress?.(received, total);
  }
  return { blob: new Blob(parts, { type }), fileName };
}

export function fileNameOf(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return undefined;
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
}
