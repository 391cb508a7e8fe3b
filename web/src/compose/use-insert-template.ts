import type { RefObject } from 'react';
import { editorHtml } from '../drafts/start-draft.js';
import { loadTemplate } from '../drafts/templates.js';
import type { EditorHandle } from './editor.js';
import { insertTemplate } from './insert-template.js';
import type { Attachments } from './use-attachments.js';
import type { DraftHandle } from './use-draft.js';

/** Inserts a template into the message that is being written. Rejects with the reason, and then nothing of it is inserted. */
export function useInsertTemplate(
  { working, change }: DraftHandle,
  attachments: Attachments,
  editor: RefObject<EditorHandle | null>,
): (id: string) => Promise<void> {
  return async (id) => {
    const template = await loadTemplate(id, editorHtml);
    // The user has left the message meanwhile: nothing is inserted.
    if (editor.current === null) {
      return;
    }
    await insertTemplate(template, working.current.get, {
      attach: attachments.addAll,
      change,
      insert: (html) => editor.current?.insert(html),
    });
  };
}
