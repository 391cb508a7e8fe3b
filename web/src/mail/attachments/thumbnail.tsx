import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import type { Attachment } from '../../client/index.js';
import { client } from '../../platform/services.js';
import { isDecodable } from './picture-size.js';

const edgePx = 96;

const useStyles = makeStyles({
  picture: {
    display: 'block',
    width: '48px',
    height: '48px',
    objectFit: 'cover',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
});

interface ThumbnailProps {
  readonly messageId: string;
  readonly attachment: Attachment;
  /** Shown while it is loading, and when it can't be loaded. */
  readonly instead: ReactNode;
}

/** A small version of a picture; only that version is cached. */
export function Thumbnail({ messageId, attachment, instead }: ThumbnailProps): ReactElement {
  const styles = useStyles();
  const { data } = useQuery({
    queryKey: ['thumbnail', messageId, attachment.id],
    queryFn: async ({ signal }) => {
      const { blob } = await client.mail.attachment(messageId, attachment.id, { signal, quiet: true });
      return oneAtATime(() => smallPicture(blob));
    },
    staleTime: Infinity,
    retry: false,
  });
  return data === undefined ? <>{instead}</> : <img className={styles.picture} src={data} alt="" />;
}

let last: Promise<unknown> = Promise.resolve();

/** A message can have many pictures, and each takes memory while it's decoded. */
function oneAtATime(work: () => Promise<string>): Promise<string> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

/** For a picture that the user has not opened: throws when decoding would take too much memory. */
async function smallPicture(blob: Blob): Promise<string> {
  if (!isDecodable(new Uint8Array(await blob.arrayBuffer()))) {
    throw new Error('too large, or of no known kind');
  }
  const picture = await createImageBitmap(blob);
  const scale = Math.min(1, edgePx / Math.min(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.ceil(picture.width * scale), Math.ceil(picture.height * scale)];
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL('image/webp', 0.8);
}
