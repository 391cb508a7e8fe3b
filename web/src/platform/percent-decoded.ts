/** The text unchanged when its percent encoding is malformed: the author of a link can write anything. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
