import type { Editor as RichEditor } from '@tiptap/core';
import { makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { EditorToolbar } from './editor-toolbar.js';
import { createRichEditor, insertHtml } from './rich-editor.js';
import type { Pictures } from './use-pictures.js';

const useStyles = makeStyles({
  // Never smaller than its text, which would overlap with the content below.
  root: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexShrink: 0, minHeight: '220px' },
  container: {
    flexGrow: 1,
    display: 'flex',
    flexDirection: 'column',
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300,
    lineHeight: '1.5',
    '& > div': { flexGrow: 1, padding: '12px 0 24px', outlineStyle: 'none', overflowWrap: 'anywhere' },
    '& p': { margin: '0 0 8px' },
    '& a': { color: tokens.colorBrandForegroundLink },
    '& blockquote': {
      margin: '12px 0 0',
      paddingInlineStart: '12px',
      borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
      color: tokens.colorNeutralForeground2,
    },
    '& table': { maxWidth: '100%', borderCollapse: 'collapse' },
    '& td, & th': { minWidth: '24px' },
    '& td > p:last-child, & th > p:last-child, & li > p': { margin: 0 },
    '& .selectedCell': { backgroundColor: tokens.colorNeutralBackground1Selected },
    '& pre': { whiteSpace: 'pre-wrap' },
    '& img': { maxWidth: '100%', height: 'auto' },
    '& .ProseMirror-selectednode': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

interface EditorProps {
  /** Read once: afterwards the editor owns its content. */
  readonly initialHtml: string;
  readonly onChange: (html: string) => void;
  readonly autoFocus: boolean;
  readonly pictures: Pictures;
  /** Attaches files that can't be shown in the text. */
  readonly onAttach: (files: readonly File[]) => void;
  readonly handle?: Ref<EditorHandle>;
}

export interface EditorHandle {
  /** Inserts HTML at the cursor, or where the cursor was last. */
  readonly insert: (html: string) => void;
}

export function Editor({ initialHtml, onChange, autoFocus, pictures, onAttach, handle }: EditorProps): ReactElement {
  const styles = useStyles();
  const container = useRef<HTMLDivElement>(null);
  const initial = useRef({ initialHtml, autoFocus });
  const latest = useRef({ onChange, pictures, onAttach });
  const [editor, setEditor] = useState<RichEditor>();
  const [isLinking, setLinking] = useState(false);

  useEffect(() => {
    latest.current = { onChange, pictures, onAttach };
  });
  useEffect(() => {
    const element = container.current;
    if (element === null) {
      return undefined;
    }
    const created = createRichEditor({
      element,
      html: initial.current.initialHtml,
      onChange: (html) => {
        latest.current.onChange(html);
      },
      onLink: () => {
        setLinking(true);
      },
      onFiles: (files, at) => {
        const { pictures: shown, onAttach: attach } = latest.current;
        if (files.every((file) => shown.isPicture(file))) {
          void insertPictures(created, shown, files, at);
        } else {
          attach(files);
        }
      },
      pictures: { urlOf: (contentId) => latest.current.pictures.urlOf(contentId) },
    });
    // A reply is written above the quoted message.
    if (initial.current.autoFocus) {
      created.commands.focus('start', { scrollIntoView: false });
    }
    setEditor(created);
    return () => {
      created.destroy();
    };
  }, []);

  useImperativeHandle(
    handle,
    () => ({
      insert: (html) => {
        if (editor !== undefined) {
          insertHtml(editor, html);
        }
      },
    }),
    [editor],
  );

  return (
    <div className={styles.root}>
      {editor === undefined ? null : <EditorToolbar editor={editor} isLinking={isLinking} onLinking={setLinking} />}
      <div ref={container} className={styles.container} />
    </div>
  );
}

async function insertPictures(
  editor: RichEditor,
  pictures: Pictures,
  files: readonly File[],
  at: number | undefined,
): Promise<void> {
  let position = at;
  for (const file of files) {
    const contentId = await pictures.add(file);
    if (contentId === undefined || editor.isDestroyed) {
      continue;
    }
    const content = { type: 'picture', attrs: { src: `cid:${contentId}`, alt: file.name } };
    const chain = editor.chain().focus();
    if (position === undefined) {
      chain.insertContent(content).run();
    } else {
      chain.insertContentAt(Math.min(position, editor.state.doc.content.size), content).run();
    }
    position = position === undefined ? undefined : position + 1;
  }
}
