/**
 * Characters that change the order in which others are read, or cannot be seen at all: `U+202E` makes "invoice\u202Efdp.exe" look
 * like "invoiceexe.pdf".
 */
const bidiOverrides = /[\u202A-\u202E\u2066-\u2069]/g;
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const INVISIBLE = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B\u2028\u2029\u2060-\u2064\uFEFF\uFFF9-\uFFFB]/g;

/** Text of others for one line: without what could make it look like something else. The letters of every script stay. */
export function visibleText(text: string): string {
  return text.replace(bidiOverrides, '').replace(INVISIBLE, ' ');
}

/**
 * A file's name as it is: controls are shown as a mark, so that a name that tried to lie is seen to have tried. The end, which
 * says what the file is, is never cut off by whoever shows it.
 */
export function visibleFileName(name: string): string {
  return name.replace(bidiControls, '\uFFFD').replace(INVISIBLE, '\uFFFD');
}
