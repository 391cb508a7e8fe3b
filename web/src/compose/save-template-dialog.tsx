import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { AttachmentError } from '../drafts/attachment-limits.js';
import { awaitUser } from '../drafts/await-user.js';
import { saveTemplate, templatesQuery } from '../drafts/templates.js';
import { notify } from '../platform/notify.js';
import { usePermission } from '../platform/permissions.js';
import { t } from '../texts/t.js';
import { problemText } from '../ui/problem-text.js';
import { useConnect } from './use-connect.js';
import type { DraftHandle } from './use-draft.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

interface SaveTemplateDialogProps {
  readonly handle: DraftHandle;
  readonly onClose: () => void;
}

/** Saves the message as a template. Prompts for the permission to write to the mailbox when it is missing. */
export function SaveTemplateDialog({ handle, onClose }: SaveTemplateDialogProps): ReactElement {
  const permission = usePermission('mail.write');
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
        {permission === 'consent_required' || permission === 'admin_consent_required' ? (
          <Permission handle={handle} needsAdmin={permission === 'admin_consent_required'} onClose={onClose} />
        ) : (
          <Name handle={handle} onClose={onClose} />
        )}
      </DialogSurface>
    </Dialog>
  );
}

function Permission({ handle, needsAdmin, onClose }: SaveTemplateDialogProps & { needsAdmin: boolean }): ReactElement {
  const { isLeaving, go } = useConnect(handle, ['mail.write'], { kind: 'template' });
  return (
    <DialogBody>
      <DialogTitle>{t('Save as template')}</DialogTitle>
      <DialogContent>
        {needsAdmin
          ? t(
              'Templates are kept in your mailbox. Your organisation lets only administrators allow “Read and write access to your mail”. Your draft is kept.',
            )
          : t(
              'Templates are kept in your mailbox. Microsoft will ask you to allow “Read and write access to your mail”, and you come back to this draft.',
            )}
      </DialogContent>
      <DialogActions>
        <Button appearance="primary" disabled={isLeaving} onClick={go}>
          {needsAdmin ? t('Ask for approval') : t('Allow')}
        </Button>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </DialogActions>
    </DialogBody>
  );
}

function Name({ handle: { working }, onClose }: SaveTemplateDialogProps): ReactElement {
  const styles = useStyles();
  const { data: templates } = useQuery(templatesQuery);
  const [value, setValue] = useState(() => working.current.get().subject.trim());
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  const name = value.trim();
  const known = templates?.find(({ subject }) => subject.trim() === name);
  const save = async (): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      await saveTemplate(working.userId, { name, draft: working.current.get(), replaced: known?.id });
      onClose();
      notify({ title: t('Template “{name}” saved', { name }), id: 'template' });
    } catch (error) {
      setSaving(false);
      const problem = problemOf(error);
      // The problem has a dialog of its own when the user can resolve it at Microsoft. This dialog would cover it, and opens again afterwards.
      if (problem !== undefined && isInteraction(problem)) {
        awaitUser(working, { permission: 'mail.write', then: { kind: 'template' } });
        onClose();
      } else {
        setFailure(reasonOf(error));
      }
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (name !== '' && !isSaving) {
          void save();
        }
      }}
    >
      <DialogBody>
        <DialogTitle>{t('Save as template')}</DialogTitle>
        <DialogContent className={styles.content}>
          {failure === undefined ? null : (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>{failure}</MessageBarBody>
            </MessageBar>
          )}
          <Field
            label={t('Name')}
            hint={t('It’s also the subject of messages that start from this template.')}
            {...(known === undefined
              ? {}
              : {
                  validationState: 'warning' as const,
                  validationMessage: t('There is a template of this name. It will be replaced.'),
                })}
          >
            <Input
              autoFocus
              maxLength={255}
              value={value}
              onChange={(_, data) => {
                setValue(data.value);
              }}
            />
          </Field>
          <Text size={200}>
            {t(
              'Its recipients, text, pictures and files are saved in a folder of your mailbox. The message you’re replying to isn’t.',
            )}
          </Text>
        </DialogContent>
        <DialogActions>
          <Button type="submit" appearance="primary" disabled={name === ''} disabledFocusable={isSaving}>
            {isSaving ? t('Saving…') : known === undefined ? t('Save') : t('Replace')}
          </Button>
          <Button onClick={onClose}>{t('Cancel')}</Button>
        </DialogActions>
      </DialogBody>
    </form>
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof AttachmentError) {
    return error.message;
  }
  const { title, text } = problemText(error);
  return t('The template isn’t saved. {title}. {text}', { title, text });
}
