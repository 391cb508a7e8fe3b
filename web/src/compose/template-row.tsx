import { Button, Input, Text, makeStyles, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { RenameRegular } from '@fluentui/react-icons/svg/rename';
import { type ReactElement, useState } from 'react';
import type { MessageSummary } from '../client/index.js';
import { subjectOf } from '../mailbox/people.js';
import { t } from '../texts/t.js';
import { isComposing } from '../ui/composing.js';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '4px', minHeight: '48px' },
  pick: {
    flexGrow: 1,
    minWidth: 0,
    flexDirection: 'column',
    alignItems: 'flex-start',
    fontWeight: tokens.fontWeightRegular,
  },
  line: { display: 'block', maxWidth: '100%', textAlign: 'start' },
  preview: { color: tokens.colorNeutralForeground2 },
  name: { flexGrow: 1, minWidth: 0 },
});

interface TemplateRowProps {
  readonly template: MessageSummary;
  readonly wasRenamed: boolean;
  readonly isInserting: boolean;
  readonly isDisabled: boolean;
  readonly onInsert: (id: string) => void;
  readonly onRemove: (id: string, name: string) => void;
  readonly onRename: () => void;
}

/** A template that can be inserted into the message, renamed and deleted. */
export function TemplateRow(props: TemplateRowProps): ReactElement {
  const { template, wasRenamed, isInserting, isDisabled, onInsert, onRemove, onRename } = props;
  const styles = useStyles();
  const name = subjectOf(template);
  return (
    <div className={styles.row}>
      <Button
        appearance="subtle"
        className={styles.pick}
        disabledFocusable={isDisabled}
        onClick={() => {
          onInsert(template.id);
        }}
      >
        <Text weight="semibold" truncate wrap={false} dir="auto" className={styles.line}>
          {name}
        </Text>
        <Text size={200} truncate wrap={false} dir="auto" className={`${styles.line} ${styles.preview}`}>
          {isInserting ? t('Inserting…') : template.preview}
        </Text>
      </Button>
      <Tool
        name={t('Rename template “{name}”', { name })}
        icon={<RenameRegular />}
        isFocused={wasRenamed}
        onClick={onRename}
      />
      <Tool
        name={t('Delete template “{name}”', { name })}
        icon={<DeleteRegular />}
        onClick={() => {
          onRemove(template.id, name);
        }}
      />
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  readonly icon: ReactElement;
  /** From the first render on. */
  readonly isFocused?: boolean;
  readonly onClick: () => void;
}

function Tool({ name, icon, isFocused = false, onClick }: ToolProps): ReactElement {
  return (
    <Button appearance="subtle" icon={icon} aria-label={name} title={name} autoFocus={isFocused} onClick={onClick} />
  );
}

interface TemplateNameProps {
  readonly template: MessageSummary;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

/** Shown instead of the row while the template is renamed. */
export function TemplateName({ template, onRename, onClose }: TemplateNameProps): ReactElement {
  const styles = useStyles();
  const [value, setValue] = useState(template.subject);
  const name = value.trim();
  const save = (): void => {
    onClose();
    if (name !== template.subject) {
      onRename(name);
    }
  };
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (name !== '') {
          save();
        }
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') {
          return;
        }
        // Escape doesn't close the dialog, also when it belongs to an input method.
        event.stopPropagation();
        if (!isComposing(event)) {
          event.preventDefault();
          onClose();
        }
      }}
    >
      <Input
        autoFocus
        className={styles.name}
        aria-label={t('New name of “{name}”', { name: subjectOf(template) })}
        maxLength={255}
        value={value}
        onChange={(_, data) => {
          setValue(data.value);
        }}
      />
      <Button type="submit" appearance="primary" disabled={name === ''}>
        {t('Rename')}
      </Button>
      <Button onClick={onClose}>{t('Cancel')}</Button>
    </form>
  );
}
