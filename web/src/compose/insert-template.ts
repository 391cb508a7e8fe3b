import type { Address } from '../client/index.js';
import { type Draft, recipientsOf } from '../drafts/draft.js';
import { newContentId, type NewFile } from '../drafts/stored-files.js';
import type { Template } from '../drafts/templates.js';

export interface InsertTargets {
  /** Attaches all of these files or none: rejects with the reason. */
  readonly attach: (files: readonly NewFile[]) => Promise<void>;
  readonly change: (change: Partial<Draft>) => void;
  readonly insert: (html: string) => void;
}

/**
 * Inserts a template into the message that is being written, completely or not at all. Its files come first, because only they can be
 * refused. Rejects with the reason.
 */
export async function insertTemplate(
  { draft: { html, ...template }, files }: Template,
  current: () => Draft,
  { attach, change, insert }: InsertTargets,
): Promise<void> {
  // Pictures get new ids, because the same template may be inserted twice.
  const ids = new Map(
    files.flatMap(({ attachment: { contentId } }) => (contentId === undefined ? [] : [[contentId, newContentId()]])),
  );
  await attach(files.map(({ attachment, content }) => ({ content, contentId: ids.get(attachment.contentId ?? '') })));
  change(merged(current(), template));
  insert(withPictures(html, ids));
}

function withPictures(html: string, ids: ReadonlyMap<string, string>): string {
  return html.replace(/(\ssrc="cid:)([^"]+)(?=")/g, (source, start: string, id: string) => {
    const own = ids.get(id);
    return own === undefined ? source : start + own;
  });
}

/** The recipients and the subject of a reply stay as they are. */
function merged(draft: Draft, template: Omit<Draft, 'html'>): Partial<Draft> {
  const marks = {
    importance: draft.importance === 'normal' ? template.importance : draft.importance,
    isReadReceiptRequested: draft.isReadReceiptRequested || template.isReadReceiptRequested,
    isDeliveryReceiptRequested: draft.isDeliveryReceiptRequested || template.isDeliveryReceiptRequested,
  };
  if (draft.kind !== 'new') {
    return marks;
  }
  const known = new Set(recipientsOf(draft).map(addressOf));
  const joined = (own: readonly Address[], more: readonly Address[]): readonly Address[] => [
    ...own,
    ...more.filter((one) => !known.has(addressOf(one))),
  ];
  return {
    ...marks,
    to: joined(draft.to, template.to),
    cc: joined(draft.cc, template.cc),
    bcc: joined(draft.bcc, template.bcc),
    subject: draft.subject.trim() === '' ? template.subject : draft.subject,
  };
}

function addressOf({ address }: Address): string {
  return address.toLowerCase();
}
