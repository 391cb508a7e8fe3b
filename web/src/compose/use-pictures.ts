import { useEffect, useState } from 'react';
import { client } from '../platform/services.js';
import { getFile } from '../drafts/file-store.js';
import { newContentId } from '../drafts/stored-files.js';
import type { Attachments } from './use-attachments.js';
import type { DraftHandle } from './use-draft.js';

/** Formats that every mail program shows in a text. */
const DRAWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export interface Pictures {
  readonly isPicture: (file: File) => boolean;
  /** Adds a picture to the draft; returns its content id, or undefined when it could not be stored. */
  readonly add: (file: File) => Promise<string | undefined>;
  readonly urlOf: (contentId: string) => Promise<string | undefined>;
}

/** Pictures in the text of a draft. They are on this device until the mailbox has them, and are shown from either place. */
export function usePictures({ working }: DraftHandle, attachments: Attachments): Pictures {
  const [urls] = useState(() => new Map<string, string>());
  useEffect(
    () => () => {
      for (const url of urls.values()) {
        URL.revokeObjectURL(url);
      }
      urls.clear();
    },
    [urls],
  );
  const show = (contentId: string, picture: Blob): string => {
    const url = URL.createObjectURL(picture);
    urls.set(contentId, url);
    return url;
  };
  const find = async (contentId: string): Promise<Blob | undefined> => {
    const { attachments: known, mailbox } = working.current.get();
    const file = known.find((one) => one.contentId === contentId);
    if (file === undefined) {
      return undefined;
    }
    const local = await getFile(working.userId, working.id, file.id).catch(() => undefined);
    if (local !== undefined || file.remoteId === undefined || mailbox === undefined) {
      return local;
    }
    return (await client.mail.attachment(mailbox.id, file.remoteId, { quiet: true })).blob;
  };
  return {
    isPicture: ({ type }) => DRAWN.includes(type),
    add: async (file) => {
      const contentId = newContentId();
      if (!(await attachments.addPicture(file, contentId))) {
        return undefined;
      }
      show(contentId, file);
      return contentId;
    },
    urlOf: async (contentId) => {
      const known = urls.get(contentId);
      if (known !== undefined) {
        return known;
      }
      const picture = await find(contentId).catch(() => undefined);
      return picture?.type.startsWith('image/') === true ? show(contentId, picture) : undefined;
    },
  };
}
