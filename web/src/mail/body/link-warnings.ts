import { deceptionOf } from './link-deception.js';

/** Shows at a link what its text hides, for keyboard, touch and screen reader alike. */
export function markDeceptiveLinks(body: Element): void {
  for (const link of body.querySelectorAll('a[href]')) {
    const warning = deceptionOf(link.getAttribute('href') ?? '', link.textContent);
    if (warning === undefined) {
      continue;
    }
    const note = body.ownerDocument.createElement('span');
    note.className = 'mail-link-warning';
    note.setAttribute('role', 'note');
    note.textContent = `⚠ ${warning}`;
    link.setAttribute('title', link.getAttribute('href') ?? '');
    link.after(note);
  }
}
