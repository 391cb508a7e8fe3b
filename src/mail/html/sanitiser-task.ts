import { sanitiseHtml, type SanitisedHtml } from './html-sanitiser.js';

/** What can be handed to another thread. */
export interface SanitiserTask {
  readonly html: string;
  readonly allowsRemoteContent: boolean;
  /** The id of the message: its names and its style sheet are held apart by it. */
  readonly message: string;
  /** Addresses of attached images by content id, without its angle brackets. */
  readonly inlineImages: ReadonlyMap<string, string>;
  /** Addresses of attached images by file name, in small letters. */
  readonly namedImages: ReadonlyMap<string, string>;
}

export function perform({
  html,
  allowsRemoteContent,
  message,
  inlineImages,
  namedImages,
}: SanitiserTask): SanitisedHtml {
  return sanitiseHtml(html, {
    allowsRemoteContent,
    message,
    inlineImage: (contentId) => inlineImages.get(bareContentId(contentId)),
    namedImage: (name) => namedImages.get(name.toLowerCase()),
  });
}

export function bareContentId(contentId: string): string {
  return contentId.replace(/^<|>$/g, '');
}
