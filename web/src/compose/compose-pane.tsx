import { Button } from '@fluentui/react-components';
import { DraftsRegular } from '@fluentui/react-icons/svg/drafts';
import { type ReactElement, useEffect, useState } from 'react';
import { navigate } from '../platform/router.js';
import { useUser } from '../platform/session.js';
import { StateView } from '../ui/state-view.js';
import { ComposeForm } from './compose-form.js';
import { loadDraft } from './draft-store.js';
import { startDraft } from './start-draft.js';

interface ComposePaneProps {
  readonly draftId: string | undefined;
}

/** Finds the draft of the address; a bare /compose begins a new one. */
export function ComposePane({ draftId }: ComposePaneProps): ReactElement | null {
  const user = useUser();
  const [draft] = useState(() => (draftId === undefined ? undefined : loadDraft(user.id, draftId)));

  useEffect(() => {
    if (draftId === undefined) startDraft(user.id, { replace: true });
  }, [draftId, user.id]);

  if (draftId === undefined) return null;
  if (draft !== undefined) return <ComposeForm initial={draft} />;
  return (
    <StateView
      art={<DraftsRegular fontSize={56} />}
      title="This draft is not on this device"
      text="It was sent, discarded, or written somewhere else."
      action={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              startDraft(user.id, { replace: true });
            }}
          >
            New message
          </Button>
          <Button
            onClick={() => {
              navigate('/mail/inbox');
            }}
          >
            Go to Inbox
          </Button>
        </>
      }
    />
  );
}
