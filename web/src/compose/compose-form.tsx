import { makeStyles, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { useOpenInList } from '../mailbox/open-message.js';
import { useComposerClose } from '../platform/composer.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { isComposing } from '../ui/composing.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { useIsPhone } from '../ui/use-media-query.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { AttachmentChips } from './attachment-chips.js';
import { composeKey } from './compose-keys.js';
import { ComposeNotices } from './compose-notices.js';
import { ReceiptNote } from './compose-options.js';
import { ComposeToolbar } from './compose-toolbar.js';
import { Editor, type EditorHandle } from './editor.js';
import { fileHandlers } from './file-handlers.js';
import { SaveInMailbox } from './save-in-mailbox.js';
import { OriginalMessage } from './original-message.js';
import { RecipientFields } from './recipient-fields.js';
import { SaveTemplateDialog } from './save-template-dialog.js';
import { ScheduleDialog } from './schedule-dialog.js';
import { SaveState } from './save-state.js';
import { type Oversight, SendQuestion } from './send-question.js';
import { useAttachments } from './use-attachments.js';
import { sendButtonId, useConsentReturn } from './use-consent-return.js';
import { useDraft } from './use-draft.js';
import { TemplateDialog } from './template-dialog.js';
import { useInsertTemplate } from './use-insert-template.js';
import { useLeaveDraft } from './use-leave-draft.js';
import { usePictures } from './use-pictures.js';
import { useRecipients } from './use-recipients.js';
import { useSendLater } from './use-send-later.js';
import { useSend } from './use-send.js';
import { isAttachmentForgotten } from '../drafts/attachment-promise.js';
import { type Draft, listedFiles } from '../drafts/draft.js';
import type { WorkingDraft } from '../drafts/working-draft.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0 },
  scroller: {
    flexGrow: 1,
    minHeight: 0,
    overflowY: 'auto',
    display: 'flex',
    flexDirection: 'column',
    padding: '4px 24px 0',
    '@media (max-width: 759px)': { padding: '4px 16px 0' },
  },
  message: { display: 'flex', flexDirection: 'column', flexGrow: 1, flexShrink: 0 },
  subject: {
    width: '100%',
    height: '44px',
    padding: 0,
    border: 'none',
    outlineStyle: 'none',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightSemibold,
    flexShrink: 0,
    ':focus': {
      borderBottomColor: tokens.colorCompoundBrandStroke,
      boxShadow: `0 1px 0 ${tokens.colorCompoundBrandStroke}`,
    },
    '::placeholder': { color: tokens.colorNeutralForeground3, opacity: 1, fontWeight: tokens.fontWeightRegular },
  },
});

export function ComposeForm({ working }: { readonly working: WorkingDraft }): ReactElement {
  const styles = useStyles();
  const handle = useDraft(working);
  const { draft, change } = handle;
  const [initial] = useState(draft);
  const wasIn = initial.typed?.field;
  const revision = useStore(working.revision);
  const uploads = useStore(working.files.uploads.states);
  const sender = useSend(handle);
  // Also when another tab is sending it.
  const later = useSendLater(handle);
  const isSending = sender.isSending || later.isScheduling || draft.sending !== undefined;
  const attachments = useAttachments(handle);
  const pictures = usePictures(handle, attachments);
  const recipients = useRecipients(handle);
  const { close, discard, saveCopy } = useLeaveDraft(handle);
  const [question, setQuestion] = useState<Oversight>();
  /** Whether Send means at a later time, which the user has yet to choose. */
  const [isForLater, setForLater] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<Date>();
  /** The dialog that is open. */
  const [templates, setTemplates] = useState<'insert' | 'save'>();
  const editor = useRef<EditorHandle>(null);
  const insertTemplate = useInsertTemplate(handle, attachments, editor);
  const toInput = useRef<HTMLInputElement>(null);
  const ccInput = useRef<HTMLInputElement>(null);
  const bccInput = useRef<HTMLInputElement>(null);
  const inputs = { to: toInput, cc: ccInput, bcc: bccInput };
  const subjectInput = useRef<HTMLInputElement>(null);
  useConsentReturn(handle, {
    onTime: (at) => {
      setChosen(at);
      setChoosing(true);
    },
    onTemplate: () => {
      setTemplates('save');
    },
  });
  useEffect(() => {
    const { kind, to } = working.current.get();
    // A user who was searching for people continues in that field, whether or not they consented at Microsoft.
    if (wasIn !== undefined) {
      ({ to: toInput, cc: ccInput, bcc: bccInput })[wasIn].current?.focus();
    }
    // After the return from Microsoft, the focus goes to the button that the user was about to press.
    else if ((kind === 'new' || kind === 'forward') && to.length === 0) {
      toInput.current?.focus();
    } else if (kind === 'new') {
      subjectInput.current?.focus();
    }
  }, [working, wasIn]);
  useOpenInList(draft.mailbox?.id);
  useDocumentTitle(draft.subject.trim() === '' ? t('New message') : draft.subject);

  const Heading = useIsPhone() ? 'h1' : 'h2';
  useComposerClose(close);

  const submit = (isLater: boolean, answered?: Oversight): void => {
    if (isSending) {
      return;
    }
    setForLater(isLater);
    const next = nextQuestion(draft, answered);
    if (!recipients.complete()) {
      toInput.current?.focus();
    } else if (next !== undefined) {
      setQuestion(next);
    } else if (isLater) {
      setChoosing(true);
    } else {
      // The element that has the focus now is about to be disabled.
      document.getElementById(sendButtonId)?.focus();
      sender.send();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    const asked = composeKey(event, { isInside, isTaken: event.defaultPrevented, isComposing: isComposing(event) });
    if (asked === undefined) {
      return;
    }
    event.preventDefault();
    if (asked === 'send') {
      submit(false);
    } else {
      close();
    }
  };

  return (
    <form
      className={styles.root}
      aria-label={t('New message')}
      onKeyDown={onKeyDown}
      {...fileHandlers(isSending ? undefined : attachments.add)}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <VisuallyHidden>
        <Heading>{t('New message')}</Heading>
      </VisuallyHidden>
      <ComposeToolbar
        isSending={isSending}
        importance={draft.importance}
        receipts={draft}
        onSend={() => {
          submit(false);
        }}
        onSendLater={() => {
          submit(true);
        }}
        onAttach={attachments.add}
        onImportance={(importance) => {
          change({ importance });
        }}
        onReceipts={change}
        onTemplates={setTemplates}
        onDiscard={discard}
        onClose={close}
        state={<SaveState handle={handle} />}
      />
      <div className={styles.scroller}>
        <ComposeNotices handle={handle} onSaveCopy={saveCopy} onClose={close} />
        <div className={styles.message} inert={isSending}>
          <RecipientFields handle={handle} recipients={recipients} inputs={inputs} />
          <input
            ref={subjectInput}
            className={styles.subject}
            aria-label={t('Subject')}
            placeholder={t('Add a subject')}
            // An empty field has the direction of the app, because its placeholder is in the app's language.
            dir={draft.subject === '' ? undefined : 'auto'}
            maxLength={255}
            value={draft.subject}
            onChange={(event) => {
              change({ subject: event.target.value });
            }}
          />
          <ReceiptNote receipts={draft} />
          <AttachmentChips
            attachments={listedFiles(draft)}
            forwarded={draft.forwarded}
            uploads={uploads}
            onRemove={attachments.remove}
            onRetry={attachments.retry}
          />
          <Editor
            key={revision}
            initialHtml={draft.html}
            pictures={pictures}
            onAttach={attachments.add}
            handle={editor}
            autoFocus={wasIn === undefined && (initial.kind === 'reply' || initial.kind === 'reply-all')}
            onChange={(html) => {
              change({ html });
            }}
          />
          <OriginalMessage html={draft.original} />
          <SaveInMailbox handle={handle} />
        </div>
      </div>
      <SendQuestion
        about={question}
        onCancel={() => {
          setQuestion(undefined);
        }}
        onSend={() => {
          setQuestion(undefined);
          submit(isForLater, question);
        }}
      />
      {templates === 'insert' ? (
        <TemplateDialog
          onInsert={insertTemplate}
          onClose={() => {
            setTemplates(undefined);
          }}
        />
      ) : null}
      {templates === 'save' ? (
        <SaveTemplateDialog
          handle={handle}
          onClose={() => {
            setTemplates(undefined);
          }}
        />
      ) : null}
      {isChoosing ? (
        <ScheduleDialog
          initial={chosen}
          onClose={() => {
            setChoosing(false);
          }}
          onChoose={(at) => {
            setChoosing(false);
            later.schedule(at);
          }}
        />
      ) : null}
    </form>
  );
}

/** One question after the other: the subject first. */
function nextQuestion(draft: Draft, answered: Oversight | undefined): Oversight | undefined {
  if (answered === undefined && draft.subject.trim() === '') {
    return 'subject';
  }
  return answered !== 'file' && isAttachmentForgotten(draft) ? 'file' : undefined;
}
