/**
 * The attachment in the `Location` of a finished upload: `…/Attachments('ID')` as Outlook writes it, or
 * `…/attachments/ID` as Graph does. Undefined when it contains none.
 */
export function attachmentIdIn(location: string | undefined): string | undefined {
  const [path = ''] = (location ?? '').split(/[?#]/, 1);
  const found = /\/attachments(?:\('((?:[^'/]|'')+)'\)|\/([^/]+))\/?$/i.exec(path);
  const id = found?.[1]?.replaceAll("''", "'") ?? found?.[2];
  try {
    return id === undefined ? undefined : decodeURIComponent(id);
  } catch {
    return undefined;
  }
}
