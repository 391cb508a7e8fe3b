import { userKey } from '../platform/user-stored.js';

/** The plain text below what the user writes. It is stored in this browser only, until they sign out. */
export function loadSignature(userId: string): string {
  try {
    return localStorage.getItem(keyOf(userId)) ?? '';
  } catch {
    return '';
  }
}

/** False when this browser can't store it. */
export function saveSignature(userId: string, text: string): boolean {
  try {
    if (text.trim() === '') {
      localStorage.removeItem(keyOf(userId));
    } else {
      localStorage.setItem(keyOf(userId), text);
    }
    return true;
  } catch {
    return false;
  }
}

/** The initial text with the signature below an empty line; empty without a signature. */
export function signed(text: string): string {
  const lines = text.trim();
  if (lines === '') {
    return '';
  }
  return `<p><br></p><p><br></p><p>${escaped(lines).replace(/\r?\n/g, '<br>')}</p>`;
}

/** The text without the signature that it began with, and without the empty lines before that. */
export function withoutSignature(html: string, startHtml: string): string {
  // The editor writes quotation marks without entities.
  const signature = startHtml.replace(emptyStart, '').replace(/&quot;/g, '"');
  if (signature === '' || !html.endsWith(signature)) {
    return html;
  }
  return html.slice(0, -signature.length).replace(emptyEnd, '');
}

const emptyStart = /^(?:<p>(?:<br>)?<\/p>)+/;
const emptyEnd = /(?:<p>(?:<br>)?<\/p>)+$/;

function keyOf(userId: string): string {
  return userKey(userId, 'signature');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
