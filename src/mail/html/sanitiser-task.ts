import { sanitiseHtml, type SanitisedHtml } from './html-sanitiser.js';
import { bareContentId } from './picture-marks.js';

/** The input and output of another thread. */
export interface SanitiserTask {
  readonly html: string;
  readonly allowsRemoteContent: boolean;
  /** The id of the message: its names and its style sheet are scoped by it. */
  readonly message: string;
  /** Addresses of attached images by content id, without its angle brackets. */
  readonly inlineImages: ReadonlyMap<string, string>;
  /** Addresses of attached images by file name, in lower case. */
  readonly namedImages: ReadonlyMap<string, string>;
  /** Unguessable: where it occurs with a number in the result, the remote picture of that number belongs. */
  readonly pictureMark: string;
}

export interface SanitiserResult extends SanitisedHtml {
  /** Addresses of the remote pictures of the result, by their numbers. */
  readonly pictures: readonly string[];
}

/** Each address is sealed on the event loop; those beyond the limit stay empty. */
const mostPictures = 2_000;

export function perform({
  html,
  allowsRemoteContent,
  message,
  inlineImages,
  namedImages,
  pictureMark,
}: SanitiserTask): SanitiserResult {
  const pictures = new Map<string, number>();
  const result = sanitiseHtml(html, {
    allowsRemoteContent,
    message,
    inlineImage: (contentId) => inlineImages.get(bareContentId(contentId)),
    namedImage: (name) => namedImages.get(name.toLowerCase()),
    remoteImage: (address) => {
      const number = pictures.get(address) ?? pictures.size;
      pictures.set(address, number);
      return `${pictureMark}${number}.`;
    },
  });
  return { ...result, pictures: [...pictures.keys()].slice(0, mostPictures) };
}
