import { Button } from '@fluentui/react-components';
import { DraftsRegular } from '@fluentui/react-icons/svg/drafts';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { Failed } from '../mailbox/failed.js';
import { navigate } from '../platform/router.js';
import { listHref, INBOX } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { Loading } from '../ui/loading.js';
import { problemText } from '../ui/problem-text.js';
import { StateView } from '../ui/state-view.js';
import { useDocumentTitle } from '../ui/use-document-title.js';
import { ComposeForm } from './compose-form.js';
import { OutboxMessage } from './outbox-message.js';
import { ScheduledMessageView } from './scheduled-message.js';
import { scheduledQuery } from '../drafts/scheduled-query.js';
import { startDraft } from '../drafts/start-draft.js';
import type { WorkingDraft } from '../drafts/working-draft.js';
import { useMailboxDraft, useOpenDraft } from './use-open-draft.js';

interface ComposePaneProps {
  readonly draftId: string | undefined;
  readonly messageId: string | undefined;
}

/** Finds the draft of the address; /compose alone starts a new one. Whatever is shown sets the title of the page. */
export function ComposePane({ draftId, messageId }: ComposePaneProps): ReactElement {
  if (draftId !== undefined) {
    return <OpenDraft draftId={draftId} />;
  }
  if (messageId !== undefined) {
    return <MailboxDraft messageId={messageId} />;
  }
  return <NewDraft />;
}

function NewDraft(): ReactElement {
  const user = useUser();
  useDocumentTitle(t('New message'));
  useEffect(() => {
    startDraft(user.id, { replace: true });
  }, [user.id]);
  return <Loading />;
}

/** A scheduled message is shown as such. When the schedule can't be loaded, it is shown as a draft. */
function MailboxDraft({ messageId }: { readonly messageId: string }): ReactElement {
  const { data, isPending } = useQuery({ ...scheduledQuery, staleTime: 0 });
  if (isPending) {
    return <Opening />;
  }
  const scheduled = data?.find(({ id }) => id === messageId);
  return scheduled === undefined ? (
    <OpenMailboxDraft messageId={messageId} />
  ) : (
    <ScheduledMessageView message={scheduled} />
  );
}

function OpenMailboxDraft({ messageId }: { readonly messageId: string }): ReactElement {
  const { error, retry } = useMailboxDraft(messageId);
  useDocumentTitle(error === undefined ? undefined : problemText(error).title);
  return error === undefined ? <Opening /> : <Failed error={error} onRetry={retry} />;
}

function Opening(): ReactElement {
  const label = t('Opening the draft');
  useDocumentTitle(label);
  return <Loading label={label} />;
}

function OpenDraft({ draftId }: { readonly draftId: string }): ReactElement {
  const opened = useOpenDraft(draftId);
  if (opened.kind === 'open') {
    return <OpenForm working={opened.working} />;
  }
  if (opened.kind === 'opening') {
    return <Opening />;
  }
  if (opened.kind === 'outbox') {
    return <OutboxMessage draft={opened.draft} />;
  }
  return <NoDraft />;
}

/** The schedule is loaded when the mailbox refuses a save: another device may have scheduled the message meanwhile. */
function OpenForm({ working }: { readonly working: WorkingDraft }): ReactElement {
  const { data } = useQuery({ ...scheduledQuery, enabled: false });
  const { mailbox } = useStore(working.current);
  const scheduled = data?.find(({ id }) => id === mailbox?.id);
  return scheduled === undefined ? <ComposeForm working={working} /> : <ScheduledMessageView message={scheduled} />;
}

function NoDraft(): ReactElement {
  const user = useUser();
  const title = t('This draft is not here any more');
  useDocumentTitle(title);
  return (
    <StateView
      role="status"
      art={<DraftsRegular fontSize={56} />}
      title={title}
      text={t('It was sent, discarded, or changed somewhere else. The version in your mailbox is in Drafts.')}
      action={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              navigate(listHref({ ...INBOX, folder: 'drafts' }));
            }}
          >
            {t('Go to Drafts')}
          </Button>
          <Button
            onClick={() => {
              startDraft(user.id, { replace: true });
            }}
          >
            {t('New message')}
          </Button>
        </>
      }
    />
  );
}
