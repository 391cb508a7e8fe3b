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
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { Failed } from '../mailbox/failed.js';
import { FileRefusal } from '../drafts/stored-files.js';
import { deleteTemplate, renameTemplate, templatesQuery } from '../drafts/templates.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { TemplateName, TemplateRow } from './template-row.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: { listStyleType: 'none', margin: 0, padding: 0, overflowY: 'auto', maxHeight: 'min(420px, 60vh)' },
});

/** From this number on, the list has a search field. */
const MANY = 8;

interface TemplateDialogProps {
  /** Rejects with the reason. */
  readonly onInsert: (id: string) => Promise<void>;
  readonly onClose: () => void;
}

/** The user's templates. A template can be inserted into the message, renamed and deleted. */
export function TemplateDialog({ onInsert, onClose }: TemplateDialogProps): ReactElement {
  const styles = useStyles();
  const { data, error, isPending, refetch } = useQuery(templatesQuery);
  const [filter, setFilter] = useState('');
  const [renaming, setRenaming] = useState<string>();
  /** The template that was being renamed: its row gets the focus back. */
  const [renamed, setRenamed] = useState<string>();
  const [inserting, setInserting] = useState<string>();
  const [notice, setNotice] = useState<Notice>();
  const run = async (act: () => Promise<Notice | undefined>): Promise<void> => {
    try {
      setNotice(await act());
    } catch (error) {
      const problem = problemOf(error);
      // The problem has a dialog of its own when the user can resolve it at Microsoft. This dialog would cover it.
      if (problem !== undefined && isInteraction(problem)) {
        onClose();
      } else {
        setNotice(failure(error));
      }
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
      const restoreTemplate = await deleteTemplate(id);
      const undo = async (): Promise<undefined> => {
        await restoreTemplate();
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
        if (!open) {
          onClose();
        }
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
                        if (notice.undo !== undefined) {
                          void run(notice.undo);
                        }
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
                    <TemplateName
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
                    <TemplateRow
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

interface Notice {
  readonly intent: 'success' | 'error';
  readonly text: string;
  readonly undo?: () => Promise<undefined>;
}

function failure(error: unknown): Notice {
  const { title, text } = error instanceof FileRefusal ? error : problemText(error);
  return { intent: 'error', text: t('{title}. {text}', { title, text }) };
}
