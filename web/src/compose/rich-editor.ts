import { Editor, Extension } from '@tiptap/core';
import { TableKit } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';
import { simpleHtml } from '../drafts/simple-html.js';
import { latinKey } from '../platform/keys/latin-key.js';
import { t } from '../texts/t.js';
import { isLinkAddress } from './link-address.js';
import { pastedFiles } from './pasted-files.js';
import { type PictureSource, pictureNode } from './picture-node.js';

export interface RichEditorPorts {
  readonly element: HTMLElement;
  readonly html: string;
  readonly onChange: (html: string) => void;
  /** Ctrl+K. */
  readonly onLink: () => void;
  /** Handles files that were pasted, or dropped at a position in the text. */
  readonly onFiles: (files: readonly File[], at: number | undefined) => void;
  readonly pictures: PictureSource;
}

/** Mail programs don't have our style sheet, so the style is inline. */
const tableStyle = 'border-collapse: collapse';
const cellStyle = 'border: 1px solid #a6a6a6; padding: 4px 8px; vertical-align: top';

/** ProseMirror with the features of a mail. The text of a message is stored as HTML. */
export function createRichEditor({ element, html, onChange, onLink, onFiles, pictures }: RichEditorPorts): Editor {
  return new Editor({
    element,
    content: simpleHtml(html),
    extensions: [
      StarterKit.configure({
        heading: { levels: [1, 2, 3, 4] },
        link: {
          openOnClick: false,
          autolink: true,
          linkOnPaste: true,
          defaultProtocol: 'https',
          isAllowedUri: (address) => isLinkAddress(address),
          HTMLAttributes: { target: null, rel: null },
        },
        dropcursor: { color: 'currentColor' },
        trailingNode: false,
      }),
      TableKit.configure({
        table: { resizable: false, HTMLAttributes: { style: tableStyle } },
        tableCell: { HTMLAttributes: { style: cellStyle } },
        tableHeader: { HTMLAttributes: { style: cellStyle } },
      }),
      pictureNode(pictures),
      ListIndent,
    ],
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': t('Message'),
        dir: 'auto',
        spellcheck: 'true',
      },
      transformPastedHTML: (pasted) => simpleHtml(pasted),
      handleDOMEvents: { keydown: (_, event) => isForOthers(event) },
      handleKeyDown: (_, event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey || latinKey(event).toLowerCase() !== 'k') {
          return false;
        }
        onLink();
        return true;
      },
      handlePaste: (_, { clipboardData }) => {
        const files = pastedFiles(clipboardData);
        if (files.length === 0) {
          return false;
        }
        onFiles(files, undefined);
        return true;
      },
      handleDrop: (view, { dataTransfer, clientX, clientY }, _, isMoved) => {
        const files = [...(dataTransfer?.files ?? [])];
        if (isMoved || files.length === 0) {
          return false;
        }
        onFiles(files, view.posAtCoords({ left: clientX, top: clientY })?.pos);
        return true;
      },
    },
    onUpdate: ({ editor }) => {
      onChange(writtenHtml(editor));
    },
  });
}

/** Replaces the selection; an empty paragraph is removed. */
export function insertHtml(editor: Editor, html: string): void {
  editor.chain().focus().insertContent(simpleHtml(html)).run();
}

/**
 * Keys with a meaning outside of the text, which ProseMirror would handle itself. Escape closes the composer, Ctrl+Enter sends, and Tab
 * leaves the text as everywhere, because the editor must be no keyboard trap (WCAG 2.1.2).
 */
function isForOthers({ key, ctrlKey, metaKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing) {
    return false;
  }
  return key === 'Escape' || key === 'Tab' || (key === 'Enter' && (ctrlKey || metaKey));
}

/** Tab is not available: see above. */
const ListIndent = Extension.create({
  name: 'listIndent',
  addKeyboardShortcuts() {
    return {
      'Mod-]': () => this.editor.commands.sinkListItem('listItem'),
      'Mod-[': () => this.editor.commands.liftListItem('listItem'),
    };
  },
});

/** The HTML for other mail programs, to look as it does here: an empty paragraph has a height, lines of lists and tables have no gaps. */
function writtenHtml(editor: Editor): string {
  if (editor.isEmpty) {
    return '';
  }
  const page = new DOMParser().parseFromString(editor.getHTML(), 'text/html');
  for (const paragraph of page.querySelectorAll('p:empty')) {
    paragraph.append(page.createElement('br'));
  }
  for (const item of page.querySelectorAll('li, td, th')) {
    const [first] = item.children;
    const isPlain = first?.tagName === 'P' && [...item.children].slice(1).every((one) => /^[OU]L$/.test(one.tagName));
    if (isPlain) {
      first.replaceWith(...first.childNodes);
    }
  }
  return page.body.innerHTML;
}
