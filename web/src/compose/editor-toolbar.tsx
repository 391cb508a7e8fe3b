import { Button, ToggleButton, Tooltip, makeStyles, tokens } from '@fluentui/react-components';
import { ClearFormattingRegular } from '@fluentui/react-icons/svg/clear-formatting';
import { TextBoldRegular } from '@fluentui/react-icons/svg/text-bold';
import { TextBulletListLtrRegular } from '@fluentui/react-icons/svg/text-bullet-list-ltr';
import { TextItalicRegular } from '@fluentui/react-icons/svg/text-italic';
import { TextNumberListLtrRegular } from '@fluentui/react-icons/svg/text-number-list-ltr';
import { TextUnderlineRegular } from '@fluentui/react-icons/svg/text-underline';
import { type ReactElement, type RefObject, useEffect, useState } from 'react';
import { ButtonBar } from '../ui/button-bar.js';
import { clearFormatting, isActive, toggle, type ToggleCommand } from './editor-commands.js';
import { LinkButton } from './link-button.js';

const useStyles = makeStyles({
  root: { padding: '4px 0', gap: '2px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, flexWrap: 'wrap' },
});

const TOGGLES: readonly { command: ToggleCommand; name: string; icon: ReactElement }[] = [
  { command: 'bold', name: 'Bold', icon: <TextBoldRegular /> },
  { command: 'italic', name: 'Italic', icon: <TextItalicRegular /> },
  { command: 'underline', name: 'Underline', icon: <TextUnderlineRegular /> },
  { command: 'insertUnorderedList', name: 'Bulleted list', icon: <TextBulletListLtrRegular /> },
  { command: 'insertOrderedList', name: 'Numbered list', icon: <TextNumberListLtrRegular /> },
];

interface EditorToolbarProps {
  readonly editor: RefObject<HTMLElement | null>;
  readonly onChange: () => void;
}

export function EditorToolbar({ editor, onChange }: EditorToolbarProps): ReactElement {
  const styles = useStyles();
  const active = useActiveCommands(editor);
  const run = (act: () => void): void => {
    editor.current?.focus();
    act();
    onChange();
  };
  return (
    <ButtonBar label="Formatting" className={styles.root}>
      {TOGGLES.map(({ command, name, icon }) => (
        <Tooltip key={command} content={name} relationship="label">
          <ToggleButton
            appearance="subtle"
            size="small"
            icon={icon}
            checked={active.has(command)}
            onMouseDown={keepSelection}
            onClick={() => {
              run(() => {
                toggle(command);
              });
            }}
          />
        </Tooltip>
      ))}
      <LinkButton editor={editor} onChange={onChange} />
      <Tooltip content="Clear formatting" relationship="label">
        <Button
          appearance="subtle"
          size="small"
          icon={<ClearFormattingRegular />}
          onMouseDown={keepSelection}
          onClick={() => {
            run(clearFormatting);
          }}
        />
      </Tooltip>
    </ButtonBar>
  );
}

/** A button that takes the focus would lose what is selected in the editor. */
function keepSelection(event: React.MouseEvent): void {
  event.preventDefault();
}

function useActiveCommands(editor: RefObject<HTMLElement | null>): ReadonlySet<ToggleCommand> {
  const [active, setActive] = useState<ReadonlySet<ToggleCommand>>(new Set());
  useEffect(() => {
    const onSelection = (): void => {
      const node = document.getSelection()?.anchorNode ?? null;
      if (node === null || editor.current?.contains(node) !== true) return;
      setActive(new Set(TOGGLES.map(({ command }) => command).filter(isActive)));
    };
    document.addEventListener('selectionchange', onSelection);
    return () => {
      document.removeEventListener('selectionchange', onSelection);
    };
  }, [editor]);
  return active;
}
