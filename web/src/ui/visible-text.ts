/**
 * Characters that change the reading order of others, or are invisible: `U+202E` makes "invoice\u202Efdp.exe" look
 * like "invoiceexe.pdf".
 */
const bidiOverrides = /[\u202A-\u202E\u2066-\u2069]/g;
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const INVISIBLE = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B\u2028\u2029\u2060-\u2064\uFEFF\uFFF9-\uFFFB]/g;

/** Other people's text for one line, without characters that could make it look like another one. The letters of every script stay. */
export function visibleText(text: string): string {
  return text.replace(bidiOverrides, '').replace(INVISIBLE, ' ');
}

/**
 * A file's name, complete: control characters are shown as a mark, which exposes a deceptive name. The end, which shows the file type,
 * is never cut off.
 */
export function visibleFileName(name: string): string {
  return name.replace(bidiControls, '\uFFFD').replace(INVISIBLE, '\uFFFD');
}
