import type { RefObject } from 'react';
import type { Address } from '../client/index.js';
import type { Draft } from '../drafts/draft.js';
import { editorHtml } from '../drafts/start-draft.js';
import { loadTemplate, type Template } from '../drafts/templates.js';
import type { EditorHandle } from './editor.js';
import type { Attachments } from './use-attachments.js';
import type { DraftHandle } from './use-draft.js';
import type { Pictures } from './use-pictures.js';

interface Places {
  readonly attachments: Attachments;
  readonly pictures: Pictures;
  readonly editor: RefObject<EditorHandle | null>;
}

/**
 * Puts a template into the message that is being written: everything of it, or nothing. Rejects with what stands against it.
 */
export function useInsertTemplate({ working, change }: DraftHandle, places: Places): (id: string) => Promise<void> {
  return async (id) => {
    const template = await loadTemplate(id, editorHtml);
    const html = await withOwnPictures(template, places.pictures);
    places.attachments.add(template.files.filter(({ attachment }) => attachment.contentId === undefined).map(fileOf));
    change(merged(working.current.get(), template.draft));
    places.editor.current?.insert(html);
  };
}

function fileOf({ content }: Template['files'][number]): File {
  return content;
}

/** Pictures get ids of their own: the same template may be put in twice. */
async function withOwnPictures({ draft, files }: Template, pictures: Pictures): Promise<string> {
  let { html } = draft;
  for (const { attachment, content } of files) {
    if (attachment.contentId === undefined) continue;
    const contentId = await pictures.add(content);
    if (contentId !== undefined) html = html.replaceAll(`cid:${attachment.contentId}`, `cid:${contentId}`);
  }
  return html;
}

/** Who gets an answer, and what it is about, is settled already. */
export function merged(draft: Draft, template: Draft): Partial<Draft> {
  const marks = {
    importance: draft.importance === 'normal' ? template.importance : draft.importance,
    isReadReceiptRequested: draft.isReadReceiptRequested || template.isReadReceiptRequested,
    isDeliveryReceiptRequested: draft.isDeliveryReceiptRequested || template.isDeliveryReceiptRequested,
  };
  if (draft.kind !== 'new') return marks;
  const known = new Set([...draft.to, ...draft.cc, ...draft.bcc].map(addressOf));
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
