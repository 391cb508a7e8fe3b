import type { RefObject } from 'react';
import { editorHtml } from '../drafts/start-draft.js';
import { loadTemplate } from '../drafts/templates.js';
import type { EditorHandle } from './editor.js';
import { insertTemplate } from './insert-template.js';
import type { Attachments } from './use-attachments.js';
import type { DraftHandle } from './use-draft.js';

/** Puts a template into the message that is being written. Rejects with what stands against it: then nothing of it is there. */
export function useInsertTemplate(
  { working, change }: DraftHandle,
  attachments: Attachments,
  editor: RefObject<EditorHandle | null>,
): (id: string) => Promise<void> {
  return async (id) => {
    const template = await loadTemplate(id, editorHtml);
    // Whoever has left the message meanwhile gets nothing of it.
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
