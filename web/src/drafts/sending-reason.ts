import type { Problem } from '../client/index.js';
import { formatList, t } from '../texts/t.js';
import { problemTitle } from '../ui/problem-text.js';
import { visibleFileName } from '../ui/visible-text.js';

/** What is wrong with the attachments. */
export type AttachmentReason =
  | { readonly kind: 'file-gone'; readonly name: string }
  | { readonly kind: 'files-lost'; readonly names: readonly string[] }
  | { readonly kind: 'forwarded-too-large' };

/** Why a message isn't sent. It is stored without text, because it may be read in another language later. */
export type SendingReason =
  | AttachmentReason
  | { readonly kind: 'missed' }
  /** `isOnline`: whether the browser had a network. */
  | { readonly kind: 'problem'; readonly code: Problem['code']; readonly isOnline: boolean };

/** The reason as a sentence. */
export function reasonText(reason: SendingReason): string {
  switch (reason.kind) {
    case 'file-gone':
      return t('“{name}” is no longer there. Attach it again.', { name: visibleFileName(reason.name) });
    case 'files-lost':
      return t('The draft was deleted in the mailbox. Attach again: {names}.', {
        names: formatList(reason.names.map(visibleFileName)),
      });
    case 'forwarded-too-large':
      return t('With the forwarded files the attachments are too large. Remove some of your own.');
    case 'missed':
      return t('The page was closed or asleep when it was due to be sent.');
    case 'problem':
      return t('{title}.', { title: problemTitle(reason.code, reason.isOnline) });
  }
}
