import { sanitiseHtml, type SanitisedHtml } from './html-sanitiser.js';

/** What can be handed to another thread. */
export interface SanitiserTask {
  readonly html: string;
  readonly allowsRemoteContent: boolean;
  /** Addresses of attached images by content id, without its angle brackets. */
  readonly inlineImages: ReadonlyMap<string, string>;
}

export function perform({ html, allowsRemoteContent, inlineImages }: SanitiserTask): SanitisedHtml {
  return sanitiseHtml(html, {
    allowsRemoteContent,
    inlineImage: (contentId) => inlineImages.get(bareContentId(contentId)),
  });
}

export function bareContentId(contentId: string): string {
  return contentId.replace(/^<|>$/g, '');
}
