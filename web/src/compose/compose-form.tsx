import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { type DragEvent, type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import type { Address } from '../client/index.js';
import { navigate } from '../platform/router.js';
import { useUser } from '../platform/session.js';
import { useShortcuts } from '../platform/shortcuts.js';
import { useIsPhone } from '../ui/use-media-query.js';
import { VisuallyHidden } from '../ui/visually-hidden.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { AttachmentChips } from './attachment-chips.js';
import { ComposeToolbar } from './compose-toolbar.js';
import { ConnectSending } from './connect-sending.js';
import { type Draft, isBlank, recipientsOf } from './draft.js';
import { Editor } from './editor.js';
import { addRecipients, parseRecipients } from './recipients.js';
import { RecipientsField } from './recipients-field.js';
import { SubjectDialog } from './subject-dialog.js';
import { useAttachments } from './use-attachments.js';
import { useConsentReturn } from './use-consent-return.js';
import { useDraft } from './use-draft.js';
import { useSend } from './use-send.js';

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
  notice: { padding: '8px 0' },
  toggles: { display: 'flex', flexShrink: 0 },
  toggle: { minWidth: 0, height: '32px' },
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
  kept: { padding: '8px 0 12px', color: tokens.colorNeutralForeground3 },
});

type Field = 'to' | 'cc' | 'bcc';
const LABELS: Readonly<Record<Field, string>> = { to: 'To', cc: 'Cc', bcc: 'Bcc' };
const NO_TEXT: Readonly<Record<Field, string>> = { to: '', cc: '', bcc: '' };

export function ComposeForm({ initial }: { readonly initial: Draft }): ReactElement {
  const styles = useStyles();
  const user = useUser();
  const handle = useDraft(user.id, initial);
  const { draft, change, flush, discard } = handle;
  const { isSending, send } = useSend(user.id, handle);
  const attachments = useAttachments(user.id, handle);
  const [text, setText] = useState(NO_TEXT);
  const [errors, setErrors] = useState<Partial<Record<Field, string>>>({});
  const [shown, setShown] = useState({ cc: initial.cc.length > 0, bcc: initial.bcc.length > 0 });
  const [asksForSubject, setAsksForSubject] = useState(false);
  const toInput = useRef<HTMLInputElement>(null);
  useConsentReturn(handle);
  useDocumentTitle(draft.subject.trim() === '' ? 'New message' : draft.subject);

  const Heading = useIsPhone() ? 'h1' : 'h2';

  const close = (): void => {
    navigate(draft.returnTo);
  };
  useShortcuts({ Escape: close });

  /** What still stands in the fields counts, too; what can't be read is said. */
  const complete = (): Draft | undefined => {
    const current = flush();
    const lists: Record<Field, Address[]> = { to: [...current.to], cc: [...current.cc], bcc: [...current.bcc] };
    const left = { ...NO_TEXT };
    const found: Partial<Record<Field, string>> = {};
    for (const field of ['to', 'cc', 'bcc'] as const) {
      const { valid, rest } = parseRecipients(text[field]);
      lists[field] = addRecipients(lists[field], valid);
      left[field] = rest.join('; ');
      if (rest.length > 0) found[field] = `“${rest.join('; ')}” is not an email address.`;
    }
    const whole = { ...current, ...lists };
    if (recipientsOf(whole).length === 0 && Object.keys(found).length === 0) found.to = 'Add at least one recipient.';
    change(lists);
    setText(left);
    setErrors(found);
    if (Object.keys(found).length === 0) return whole;
    toInput.current?.focus();
    return undefined;
  };
  const submit = ({ withoutSubject = false } = {}): void => {
    if (isSending) return;
    const whole = complete();
    if (whole === undefined) return;
    if (whole.subject.trim() === '' && !withoutSubject) setAsksForSubject(true);
    else send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Also from a text field, as nothing is lost by it. Menus and dialogs bubble to here too, and close themselves only.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && isInside && !event.defaultPrevented && !event.nativeEvent.isComposing) {
      event.preventDefault();
      close();
    }
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  const onDrop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    attachments.add(event.dataTransfer.files);
  };
  const leaveForConsent = (): void => {
    change({ awaiting: 'mail.send' });
    flush();
  };
  const people = (field: Field, after?: ReactElement): ReactElement => (
    <RecipientsField
      label={LABELS[field]}
      recipients={draft[field]}
      text={text[field]}
      error={errors[field]}
      {...(field === 'to' ? { inputRef: toInput } : {})}
      onTextChange={(value) => {
        setText((current) => ({ ...current, [field]: value }));
        if (errors[field] !== undefined) setErrors({});
      }}
      onChange={(recipients) => {
        change({ [field]: recipients });
        setErrors({});
      }}
      after={after}
    />
  );

  return (
    <form
      className={styles.root}
      aria-label="New message"
      onKeyDown={onKeyDown}
      onDrop={onDrop}
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <VisuallyHidden>
        <Heading>New message</Heading>
      </VisuallyHidden>
      <ComposeToolbar
        isSending={isSending}
        importance={draft.importance}
        onSend={() => {
          submit();
        }}
        onAttach={attachments.add}
        onImportance={(importance) => {
          change({ importance });
        }}
        onDiscard={() => {
          discard();
          close();
        }}
        canDiscardSilently={isBlank(draft)}
        onClose={close}
      />
      <div className={styles.scroller}>
        <div className={styles.notice}>
          <ConnectSending onLeave={leaveForConsent} />
        </div>
        {people(
          'to',
          <span className={styles.toggles}>
            {(['cc', 'bcc'] as const).map((field) =>
              shown[field] ? null : (
                <Button
                  key={field}
                  className={styles.toggle}
                  appearance="transparent"
                  size="small"
                  aria-label={`Show ${LABELS[field]}`}
                  onClick={() => {
                    setShown((current) => ({ ...current, [field]: true }));
                  }}
                >
                  {LABELS[field]}
                </Button>
              ),
            )}
          </span>,
        )}
        {shown.cc ? people('cc') : null}
        {shown.bcc ? people('bcc') : null}
        <input
          className={styles.subject}
          aria-label="Subject"
          placeholder="Add a subject"
          dir="auto"
          maxLength={255}
          value={draft.subject}
          onChange={(event) => {
            change({ subject: event.target.value });
          }}
        />
        <AttachmentChips attachments={draft.attachments} forwarded={draft.forwarded} onRemove={attachments.remove} />
        <Editor
          initialHtml={initial.html}
          autoFocus={initial.kind === 'reply' || initial.kind === 'reply-all'}
          onChange={(html) => {
            change({ html });
          }}
        />
        <Text size={200} className={styles.kept}>
          Kept on this device as you type.
        </Text>
      </div>
      <SubjectDialog
        open={asksForSubject}
        onCancel={() => {
          setAsksForSubject(false);
        }}
        onSend={() => {
          setAsksForSubject(false);
          submit({ withoutSubject: true });
        }}
      />
    </form>
  );
}
