import {
  Button,
  Field,
  Input,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Tooltip,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { LinkRegular } from '@fluentui/react-icons/svg/link';
import { type ReactElement, type RefObject, type SubmitEvent, useRef, useState } from 'react';
import { createLink, insertHtml } from './editor-commands.js';
import { escapeHtml } from '../drafts/quote.js';

const useStyles = makeStyles({
  form: { display: 'flex', alignItems: 'flex-end', gap: tokens.spacingHorizontalS },
});

interface LinkButtonProps {
  readonly editor: RefObject<HTMLElement | null>;
  readonly onChange: () => void;
}

export function LinkButton({ editor, onChange }: LinkButtonProps): ReactElement {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  const [address, setAddress] = useState('');
  const selected = useRef<Range>(null);

  const remember = (): void => {
    const selection = window.getSelection();
    const isInside =
      selection !== null && selection.rangeCount > 0 && editor.current?.contains(selection.anchorNode) === true;
    selected.current = isInside ? selection.getRangeAt(0).cloneRange() : null;
  };
  const insert = (event: SubmitEvent): void => {
    event.preventDefault();
    // A form inside of the page's other forms must not send them.
    event.stopPropagation();
    const href = linkHref(address);
    if (href === undefined) return;
    setOpen(false);
    setAddress('');
    editor.current?.focus();
    restore(selected.current);
    if (selected.current === null || selected.current.collapsed) {
      insertHtml(`<a href="${escapeHtml(href)}">${escapeHtml(address.trim())}</a>&nbsp;`);
    } else {
      createLink(href);
    }
    onChange();
  };

  return (
    <Popover
      trapFocus
      open={isOpen}
      onOpenChange={(_, { open }) => {
        if (open) remember();
        setOpen(open);
      }}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content="Link" relationship="label">
          <Button
            appearance="subtle"
            size="small"
            icon={<LinkRegular />}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
          />
        </Tooltip>
      </PopoverTrigger>
      <PopoverSurface aria-label="Insert link">
        <form className={styles.form} onSubmit={insert}>
          <Field label="Web address">
            <Input
              value={address}
              placeholder="https://"
              onChange={(_, { value }) => {
                setAddress(value);
              }}
            />
          </Field>
          <Button type="submit" appearance="primary" disabled={linkHref(address) === undefined}>
            Insert
          </Button>
        </form>
      </PopoverSurface>
    </Popover>
  );
}

function linkHref(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const complete = /^[a-z]+:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(complete)) return undefined;
  return ['http:', 'https:', 'mailto:'].includes(new URL(complete).protocol) ? complete : undefined;
}

function restore(range: Range | null): void {
  if (range === null) return;
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
