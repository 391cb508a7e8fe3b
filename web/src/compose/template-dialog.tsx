import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { RenameRegular } from '@fluentui/react-icons/svg/rename';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { isInteraction, type MessageSummary, problemOf } from '../client/index.js';
import { Failed } from '../mailbox/failed.js';
import { subjectOf } from '../mailbox/people.js';
import { deleteTemplate, renameTemplate, templatesQuery } from '../drafts/templates.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: { listStyleType: 'none', margin: 0, padding: 0, overflowY: 'auto', maxHeight: 'min(420px, 60vh)' },
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

/** From how many on they are looked for by their name. */
const MANY = 8;

interface TemplateDialogProps {
  /** Rejects with what stands against it. */
  readonly onInsert: (id: string) => Promise<void>;
  readonly onClose: () => void;
}

/** The user's templates: one is put into the message; they are renamed and deleted here, too. */
export function TemplateDialog({ onInsert, onClose }: TemplateDialogProps): ReactElement {
  const styles = useStyles();
  const { data, error, isPending, refetch } = useQuery(templatesQuery);
  const [filter, setFilter] = useState('');
  const [renaming, setRenaming] = useState<string>();
  /** Was being renamed: the focus is back where it was. */
  const [renamed, setRenamed] = useState<string>();
  const [inserting, setInserting] = useState<string>();
  const [notice, setNotice] = useState<Notice>();
  const run = async (act: () => Promise<Notice | undefined>): Promise<void> => {
    try {
      setNotice(await act());
    } catch (error) {
      const problem = problemOf(error);
      // What the user can resolve at Microsoft is asked for: this dialog would stand before the question.
      if (problem !== undefined && isInteraction(problem)) onClose();
      else setNotice(failure(error));
    }
  };
  const insert = async (id: string): Promise<void> => {
    setInserting(id);
    await run(async () => {
      await onInsert(id);
      onClose();
      return undefined;
    });
    setInserting(undefined);
  };
  const remove = (id: string, name: string): void => {
    void run(async () => {
      const bringBack = await deleteTemplate(id);
      const undo = async (): Promise<undefined> => {
        await bringBack();
      };
      return { intent: 'success', text: t('Template “{name}” deleted', { name }), undo };
    });
  };
  const rename = (id: string, name: string): void => {
    void run(async () => {
      await renameTemplate(id, name);
      return undefined;
    });
  };
  const shown = (data ?? []).filter(({ subject }) => subject.toLowerCase().includes(filter.trim().toLowerCase()));
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('Insert a template')}</DialogTitle>
          <DialogContent className={styles.content}>
            {notice === undefined ? null : (
              <MessageBar intent={notice.intent} layout="auto">
                <MessageBarBody>{notice.text}</MessageBarBody>
                {notice.undo === undefined ? null : (
                  <MessageBarActions>
                    <Button
                      size="small"
                      autoFocus
                      onClick={() => {
                        if (notice.undo !== undefined) void run(notice.undo);
                      }}
                    >
                      {t('Undo')}
                    </Button>
                  </MessageBarActions>
                )}
              </MessageBar>
            )}
            {data !== undefined && data.length >= MANY ? (
              <Input
                aria-label={t('Filter templates')}
                placeholder={t('Filter templates')}
                value={filter}
                onChange={(_, { value }) => {
                  setFilter(value);
                }}
              />
            ) : null}
            {isPending ? <Spinner label={t('Loading templates')} /> : null}
            {data === undefined && error !== null ? <Failed error={error} onRetry={() => void refetch()} /> : null}
            {data?.length === 0 ? (
              <Text>{t('There are no templates yet. Write a message, and choose “Save as template…”.')}</Text>
            ) : null}
            {data !== undefined && data.length > 0 && shown.length === 0 ? (
              <Text role="status">{t('No template has this name.')}</Text>
            ) : null}
            <ul className={styles.list} aria-label={t('Templates')}>
              {shown.map((template) => (
                <li key={template.id}>
                  {renaming === template.id ? (
                    <NameField
                      template={template}
                      onRename={(name) => {
                        rename(template.id, name);
                      }}
                      onClose={() => {
                        setRenaming(undefined);
                        setRenamed(template.id);
                      }}
                    />
                  ) : (
                    <Row
                      template={template}
                      wasRenamed={renamed === template.id}
                      isInserting={inserting === template.id}
                      isDisabled={inserting !== undefined}
                      onInsert={(id) => void insert(id)}
                      onRemove={remove}
                      onRename={() => {
                        setRenaming(template.id);
                      }}
                    />
                  )}
                </li>
              ))}
            </ul>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('Close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

interface RowProps {
  readonly template: MessageSummary;
  readonly wasRenamed: boolean;
  readonly isInserting: boolean;
  readonly isDisabled: boolean;
  readonly onInsert: (id: string) => void;
  readonly onRemove: (id: string, name: string) => void;
  readonly onRename: () => void;
}

function Row(props: RowProps): ReactElement {
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
  /** From its first drawing on. */
  readonly isFocused?: boolean;
  readonly onClick: () => void;
}

function Tool({ name, icon, isFocused = false, onClick }: ToolProps): ReactElement {
  return (
    <Button appearance="subtle" icon={icon} aria-label={name} title={name} autoFocus={isFocused} onClick={onClick} />
  );
}

interface NameFieldProps {
  readonly template: MessageSummary;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

function NameField({ template, onRename, onClose }: NameFieldProps): ReactElement {
  const styles = useStyles();
  const [value, setValue] = useState(template.subject);
  const name = value.trim();
  const save = (): void => {
    onClose();
    if (name !== template.subject) onRename(name);
  };
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (name !== '') save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The dialog stays.
        event.preventDefault();
        event.stopPropagation();
        onClose();
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

interface Notice {
  readonly intent: 'success' | 'error';
  readonly text: string;
  readonly undo?: () => Promise<undefined>;
}

function failure(error: unknown): Notice {
  const { title, text } = problemText(error);
  return { intent: 'error', text: t('{title}. {text}', { title, text }) };
}
