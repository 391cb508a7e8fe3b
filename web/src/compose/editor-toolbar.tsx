import type { Editor } from '@tiptap/core';
import { Button, ToggleButton, Tooltip, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRedoRegular } from '@fluentui/react-icons/svg/arrow-redo';
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo';
import { ClearFormattingRegular } from '@fluentui/react-icons/svg/clear-formatting';
import { TextBoldRegular } from '@fluentui/react-icons/svg/text-bold';
import { TextBulletListLtrRegular } from '@fluentui/react-icons/svg/text-bullet-list-ltr';
import { TextItalicRegular } from '@fluentui/react-icons/svg/text-italic';
import { TextNumberListLtrRegular } from '@fluentui/react-icons/svg/text-number-list-ltr';
import { TextQuoteRegular } from '@fluentui/react-icons/svg/text-quote';
import { TextStrikethroughRegular } from '@fluentui/react-icons/svg/text-strikethrough';
import { TextUnderlineRegular } from '@fluentui/react-icons/svg/text-underline';
import { type ReactElement, useEffect, useState } from 'react';
import { t } from '../texts/t.js';
import { ButtonBar } from '../ui/button-bar.js';
import { LinkButton } from './link-button.js';

const useStyles = makeStyles({
  root: { padding: '4px 0', gap: '2px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, flexWrap: 'wrap' },
});

interface Toggle {
  /** The name in the editor's model. */
  readonly mark: string;
  readonly name: string;
  readonly icon: ReactElement;
  readonly run: (editor: Editor) => void;
}

const TOGGLES: readonly Toggle[] = [
  { mark: 'bold', name: t('Bold'), icon: <TextBoldRegular />, run: (editor) => editor.commands.toggleBold() },
  { mark: 'italic', name: t('Italic'), icon: <TextItalicRegular />, run: (editor) => editor.commands.toggleItalic() },
  {
    mark: 'underline',
    name: t('Underline'),
    icon: <TextUnderlineRegular />,
    run: (editor) => editor.commands.toggleUnderline(),
  },
  {
    mark: 'strike',
    name: t('Strikethrough'),
    icon: <TextStrikethroughRegular />,
    run: (editor) => editor.commands.toggleStrike(),
  },
  {
    mark: 'bulletList',
    name: t('Bulleted list'),
    icon: <TextBulletListLtrRegular />,
    run: (editor) => editor.commands.toggleBulletList(),
  },
  {
    mark: 'orderedList',
    name: t('Numbered list'),
    icon: <TextNumberListLtrRegular />,
    run: (editor) => editor.commands.toggleOrderedList(),
  },
  {
    mark: 'blockquote',
    name: t('Quote', { context: 'formatting' }),
    icon: <TextQuoteRegular />,
    run: (editor) => editor.commands.toggleBlockquote(),
  },
];

interface EditorToolbarProps {
  readonly editor: Editor;
  readonly isLinking: boolean;
  readonly onLinking: (isLinking: boolean) => void;
}

export function EditorToolbar({ editor, isLinking, onLinking }: EditorToolbarProps): ReactElement {
  const styles = useStyles();
  useTransactions(editor);
  const run = (act: (editor: Editor) => void): void => {
    editor.commands.focus();
    act(editor);
  };
  return (
    <ButtonBar label={t('Formatting')} className={styles.root}>
      {TOGGLES.map(({ mark, name, icon, run: toggle }) => (
        <Tooltip key={mark} content={name} relationship="label">
          <ToggleButton
            appearance="subtle"
            size="small"
            icon={icon}
            checked={editor.isActive(mark)}
            onMouseDown={preserveSelection}
            onClick={() => {
              run(toggle);
            }}
          />
        </Tooltip>
      ))}
      <LinkButton editor={editor} isOpen={isLinking} onOpen={onLinking} />
      <ToolButton
        name={t('Clear formatting')}
        icon={<ClearFormattingRegular />}
        onClick={() => {
          run((one) => one.chain().unsetAllMarks().clearNodes().run());
        }}
      />
      <ToolButton
        name={t('Undo')}
        icon={<ArrowUndoRegular />}
        isDisabled={!editor.can().undo()}
        onClick={() => {
          run((one) => one.commands.undo());
        }}
      />
      <ToolButton
        name={t('Redo')}
        icon={<ArrowRedoRegular />}
        isDisabled={!editor.can().redo()}
        onClick={() => {
          run((one) => one.commands.redo());
        }}
      />
    </ButtonBar>
  );
}

interface ToolButtonProps {
  readonly name: string;
  readonly icon: ReactElement;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function ToolButton({ name, icon, isDisabled = false, onClick }: ToolButtonProps): ReactElement {
  return (
    <Tooltip content={name} relationship="label">
      <Button
        appearance="subtle"
        size="small"
        icon={icon}
        disabledFocusable={isDisabled}
        onMouseDown={preserveSelection}
        onClick={onClick}
      />
    </Tooltip>
  );
}

/** A button that takes the focus would lose the selection in the editor. */
function preserveSelection(event: React.MouseEvent): void {
  event.preventDefault();
}

/** Renders again whenever the text or the selection changes. */
function useTransactions(editor: Editor): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    const count = (): void => {
      setCount((known) => known + 1);
    };
    editor.on('transaction', count);
    return () => {
      editor.off('transaction', count);
    };
  }, [editor]);
}
