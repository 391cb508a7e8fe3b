import { makeStyles, tokens } from '@fluentui/react-components';
import { type ClipboardEvent, type ReactElement, useEffect, useRef } from 'react';
import { insertHtml, insertText, separateByParagraphs } from './editor-commands.js';
import { EditorToolbar } from './editor-toolbar.js';
import { simpleHtml } from '../drafts/simple-html.js';

const useStyles = makeStyles({
  // Never smaller than its text: what comes below would lie on it.
  root: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexShrink: 0, minHeight: '220px' },
  editor: {
    flexGrow: 1,
    padding: '12px 0 24px',
    outlineStyle: 'none',
    overflowWrap: 'anywhere',
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300,
    lineHeight: '1.5',
    '& p': { margin: '0 0 8px' },
    '& a': { color: tokens.colorBrandForegroundLink },
    '& blockquote': {
      margin: '12px 0 0',
      paddingInlineStart: '12px',
      borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
      color: tokens.colorNeutralForeground2,
    },
    '& table': { maxWidth: '100%' },
    '& pre': { whiteSpace: 'pre-wrap' },
  },
});

interface EditorProps {
  /** Read once: from then on the editor owns its content. */
  readonly initialHtml: string;
  readonly onChange: (html: string) => void;
  readonly autoFocus: boolean;
}

export function Editor({ initialHtml, onChange, autoFocus }: EditorProps): ReactElement {
  const styles = useStyles();
  const element = useRef<HTMLDivElement>(null);
  const initial = useRef({ initialHtml, autoFocus });

  useEffect(() => {
    const editor = element.current;
    if (editor === null) return;
    separateByParagraphs();
    editor.innerHTML = simpleHtml(initial.current.initialHtml);
    if (initial.current.autoFocus) focusStart(editor);
  }, []);

  const changed = (): void => {
    onChange(element.current?.innerHTML ?? '');
  };
  const onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    const html = event.clipboardData.getData('text/html');
    if (html === '') insertText(event.clipboardData.getData('text/plain'));
    else insertHtml(simpleHtml(html));
  };
  return (
    <div className={styles.root}>
      <EditorToolbar editor={element} onChange={changed} />
      <div
        ref={element}
        className={styles.editor}
        // Tab leaves the editor, as everywhere: nobody is to be caught in it.
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-label="Message"
        dir="auto"
        spellCheck
        onInput={changed}
        onPaste={onPaste}
        onDrop={(event) => {
          // Dropped files become attachments; dropped HTML would come in unchecked.
          event.preventDefault();
        }}
      />
    </div>
  );
}

/** Answers are written above the quoted message. */
function focusStart(editor: HTMLElement): void {
  editor.focus({ preventScroll: true });
  const selection = window.getSelection();
  selection?.setPosition(editor.firstChild ?? editor, 0);
}
