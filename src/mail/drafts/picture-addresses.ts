/** An attachment as the HTML of its message refers to it. */
export interface PictureAddress {
  readonly messageId: string;
  readonly attachmentId: string;
}

const address =
  /(?:https?:\/\/[^\s"'<>()/]{1,253})?\/api\/mail\/messages\/([^\s"'<>()/?#&]{1,2048})\/attachments\/([^\s"'<>()/?#&]{1,2048})(?:\?[^\s"'<>()]{0,255})?/g;

/** The addresses of attachments in HTML that a client sends back. */
export function pictureAddresses(html: string): readonly PictureAddress[] {
  return [...html.matchAll(address)].map(read).filter((found) => found !== undefined);
}

/**
 * `cid:` in place of our own addresses, which mean nothing to other clients: a message is shown with the latter
 * (`MessageReader`), and an editor sends back what it was shown. An attachment without a content id is unchanged.
 */
export function withContentIds(html: string, contentIdOf: (picture: PictureAddress) => string | undefined): string {
  return html.replace(address, (...match: string[]) => {
    const picture = read(match);
    const contentId = picture && contentIdOf(picture);
    return contentId === undefined ? (match[0] ?? '') : `cid:${encodeURI(contentId)}`;
  });
}

function read([, messageId = '', attachmentId = '']: readonly string[]): PictureAddress | undefined {
  try {
    return { messageId: decodeURIComponent(messageId), attachmentId: decodeURIComponent(attachmentId) };
  } catch {
    return undefined;
  }
}
