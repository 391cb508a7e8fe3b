import { useEffect, useState } from 'react';
import type { Attachment } from '../../client/index.js';
import { client } from '../../platform/services.js';
import { t } from '../../texts/t.js';
import { decodeText, viewOf } from './attachment-view.js';

export interface ShownFile {
  readonly blob: Blob | undefined;
  /** Undefined for texts; valid while the file is shown. */
  readonly url: string | undefined;
  readonly text: string | undefined;
  /** From 0 to 1 when the size is known. */
  readonly progress: number | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

type Loaded = Omit<ShownFile, 'retry'> & { readonly id: string | undefined };

const NOTHING: Loaded = {
  id: undefined,
  blob: undefined,
  url: undefined,
  text: undefined,
  progress: undefined,
  error: undefined,
};
/** Marks the end of a truncated text. */
const CUT = '…';
/** More text than this is slow to lay out, and nobody reads it. */
const mostTextBytes = 1_048_576;

/** Loads the file for display. An img element or a link can't send the CSRF header. */
export function useShownFile(messageId: string, attachment: Attachment | undefined): ShownFile {
  const [loaded, setLoaded] = useState(NOTHING);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (attachment === undefined) {
      return undefined;
    }
    const { id, size } = attachment;
    const abort = new AbortController();
    let url: string | undefined;
    const load = async (): Promise<void> => {
      const { blob } = await client.mail.attachment(messageId, id, {
        signal: abort.signal,
        onProgress: (received, total) => {
          const progress = Math.min(1, received / Math.max(1, total ?? size));
          setLoaded({ ...NOTHING, id, progress });
        },
      });
      const text = viewOf(attachment) === 'text' ? await textOf(blob) : undefined;
      if (abort.signal.aborted) {
        return;
      }
      if (text === undefined) {
        url = URL.createObjectURL(asShown(blob, attachment));
      }
      setLoaded({ ...NOTHING, id, blob, text, url });
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted) {
        setLoaded({ ...NOTHING, id, error });
      }
    });
    return () => {
      abort.abort();
      if (url !== undefined) {
        URL.revokeObjectURL(url);
      }
    };
  }, [messageId, attachment, tries]);
  const retry = (): void => {
    setLoaded(NOTHING);
    setTries(tries + 1);
  };
  return { ...(loaded.id === attachment?.id ? loaded : NOTHING), retry };
}

/** Has the type of the viewer, never the sender's: a frame must not render the file as a page. */
function asShown(blob: Blob, attachment: Attachment): Blob {
  return new Blob([blob], { type: viewOf(attachment) === 'pdf' ? 'application/pdf' : 'image/*' });
}

async function textOf(blob: Blob): Promise<string> {
  const text = decodeText(new Uint8Array(await blob.slice(0, mostTextBytes).arrayBuffer()));
  return blob.size > mostTextBytes
    ? `${text}${CUT}\n\n${t('(The rest is not shown. Download the file to read all of it.)')}`
    : text;
}
