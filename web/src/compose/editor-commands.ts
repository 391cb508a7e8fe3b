/* eslint-disable @typescript-eslint/no-deprecated --
   execCommand is deprecated without a successor: it is what keeps the browser's own undo working in a
   contenteditable, and every browser has it. This file is the only one that uses it. */

export type ToggleCommand = 'bold' | 'italic' | 'underline' | 'insertUnorderedList' | 'insertOrderedList';

export function toggle(command: ToggleCommand): void {
  document.execCommand(command);
}

export function isActive(command: ToggleCommand): boolean {
  try {
    return document.queryCommandState(command);
  } catch {
    return false;
  }
}

export function insertHtml(html: string): void {
  document.execCommand('insertHTML', false, html);
}

export function insertText(text: string): void {
  document.execCommand('insertText', false, text);
}

export function clearFormatting(): void {
  document.execCommand('removeFormat');
  document.execCommand('unlink');
}

export function createLink(href: string): void {
  document.execCommand('createLink', false, href);
}

/** Paragraphs instead of nested divs. */
export function separateByParagraphs(): void {
  document.execCommand('defaultParagraphSeparator', false, 'p');
}
