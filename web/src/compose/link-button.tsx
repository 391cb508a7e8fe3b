import type { Editor } from '@tiptap/core';
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
import { type ReactElement, type SubmitEvent, useState } from 'react';
import { t } from '../texts/t.js';
import { linkAddress } from './link-address.js';

const useStyles = makeStyles({
  form: { display: 'flex', alignItems: 'flex-end', gap: tokens.spacingHorizontalS },
});

interface LinkButtonProps {
  readonly editor: Editor;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** Edits the link at the caret or in the selection. */
export function LinkButton({ editor, isOpen, onOpen }: LinkButtonProps): ReactElement {
  return (
    <Popover
      trapFocus
      open={isOpen}
      onOpenChange={(_, { open }) => {
        onOpen(open);
        if (!open) {
          editor.commands.focus();
        }
      }}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content={t('Link (Ctrl+K)')} relationship="label">
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
      <PopoverSurface aria-label={t('Insert link')}>
        <LinkForm
          editor={editor}
          onDone={() => {
            onOpen(false);
            editor.commands.focus();
          }}
        />
      </PopoverSurface>
    </Popover>
  );
}

function LinkForm({ editor, onDone }: { readonly editor: Editor; readonly onDone: () => void }): ReactElement {
  const styles = useStyles();
  const [known] = useState(() => {
    const { href } = editor.getAttributes('link') as { href?: string };
    return href ?? '';
  });
  const [address, setAddress] = useState(known);
  const href = linkAddress(address);
  const insert = (event: SubmitEvent): void => {
    event.preventDefault();
    // This form is inside of another form, which must not be submitted.
    event.stopPropagation();
    if (href === undefined) {
      return;
    }
    const chain = editor.chain().focus();
    if (known !== '') {
      chain.extendMarkRange('link').setLink({ href }).run();
    } else if (!editor.state.selection.empty) {
      chain.setLink({ href }).run();
    } else {
      const link = { type: 'text', text: address.trim(), marks: [{ type: 'link', attrs: { href } }] };
      chain.insertContent([link, { type: 'text', text: ' ' }]).run();
    }
    onDone();
  };
  return (
    <form className={styles.form} onSubmit={insert}>
      <Field label={t('Web address')}>
        <Input
          value={address}
          placeholder="https://"
          onChange={(_, { value }) => {
            setAddress(value);
          }}
        />
      </Field>
      <Button type="submit" appearance="primary" disabled={href === undefined}>
        {known === '' ? t('Insert') : t('Change', { context: 'to do' })}
      </Button>
      {known === '' ? null : (
        <Button
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
            onDone();
          }}
        >
          {t('Remove')}
        </Button>
      )}
    </form>
  );
}
