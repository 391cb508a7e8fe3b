/** The result with an address for each of its remote pictures. */
export function withPictures(
  { html, pictures }: { readonly html: string; readonly pictures: readonly string[] },
  pictureMark: string,
  addressOf: (picture: string) => string,
): string {
  const [first = '', ...rest] = pictures.length === 0 ? [html] : html.split(pictureMark);
  const addresses = pictures.map(addressOf);
  return (
    first +
    rest
      .map((part) => {
        const end = part.indexOf('.');
        return (addresses[Number(part.slice(0, end))] ?? '') + part.slice(end + 1);
      })
      .join('')
  );
}

/** A content id without the angle brackets of its header (RFC 2392 §2), as it is written in `cid:`. */
export function bareContentId(contentId: string): string {
  return contentId.replace(/^<|>$/g, '');
}
