import { userKey } from '../platform/user-stored.js';

/** What stands below what the user writes: plain text, kept in this browser only, for as long as they stay signed in. */
export function loadSignature(userId: string): string {
  try {
    return localStorage.getItem(keyOf(userId)) ?? '';
  } catch {
    return '';
  }
}

/** False when this browser can't keep it. */
export function saveSignature(userId: string, text: string): boolean {
  try {
    if (text.trim() === '') localStorage.removeItem(keyOf(userId));
    else localStorage.setItem(keyOf(userId), text);
    return true;
  } catch {
    return false;
  }
}

/** A message that begins with it, below an empty line to write on; empty without one. */
export function signed(text: string): string {
  const lines = text.trim();
  if (lines === '') return '';
  return `<p><br></p><p><br></p><p>${escaped(lines).replace(/\r?\n/g, '<br>')}</p>`;
}

/** What is written without the signature that it began with, and without the empty lines before that. */
export function withoutSignature(html: string, startHtml: string): string {
  // As the editor writes it back: quotation marks stand for themselves.
  const signature = startHtml.replace(EMPTY_START, '').replace(/&quot;/g, '"');
  if (signature === '' || !html.endsWith(signature)) return html;
  return html.slice(0, -signature.length).replace(EMPTY_END, '');
}

const EMPTY_START = /^(?:<p>(?:<br>)?<\/p>)+/;
const EMPTY_END = /(?:<p>(?:<br>)?<\/p>)+$/;

function keyOf(userId: string): string {
  return userKey(userId, 'signature');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
