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

function keyOf(userId: string): string {
  return userKey(userId, 'signature');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
