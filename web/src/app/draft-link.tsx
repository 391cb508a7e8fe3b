import { Button } from '@fluentui/react-components';
import { type ReactElement, useMemo } from 'react';
import { listDrafts } from '../drafts/draft-store.js';
import { navigate } from '../platform/router.js';
import { composeHref } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { authError } from './auth-error.js';
import { t } from '../texts/t.js';

/** Users who declined at Microsoft come back here; the link takes them to their draft. */
export function DraftLink(): ReactElement | null {
  const user = useUser();
  const waiting = useMemo(() => listDrafts(user.id).find((draft) => draft.awaiting !== undefined), [user.id]);
  if (waiting === undefined) {
    return null;
  }
  return (
    <Button
      size="small"
      onClick={() => {
        authError.set(undefined);
        navigate(composeHref(waiting.id));
      }}
    >
      {t('Back to your draft')}
    </Button>
  );
}
