import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { interactionHref, type InteractionProblem, loginHref, type Permission } from '../client/index.js';
import { storeIntents } from '../platform/pending-intent.js';
import { usePermissions } from '../platform/permissions.js';
import { navigateTo } from '../platform/router.js';
import { pendingInteraction } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { interactionText } from './interaction-text.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  detail: { color: tokens.colorNeutralForeground2 },
});

/** Asks before the user leaves for Microsoft: consent, approval, step-up, or a new sign-in. */
export function InteractionDialog(): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const permissions = usePermissions();
  const pending = useStore(pendingInteraction);
  if (pending === undefined) {
    return null;
  }
  const { problem, returnTo, intents = [] } = pending;
  const missing = missingOf(problem, permissions);
  const { title, text, detail, action } = interactionText(problem, returnTo, missing, intents.length > 0);
  const close = (): void => {
    pendingInteraction.set(undefined);
  };
  const go = (): void => {
    // A draft stores by itself why its author has left the page.
    if (intents.length > 0 || (problem.code !== 'login_required' && !returnTo.startsWith('/compose'))) {
      const requests = intents.length > 0 ? intents : [REPEAT];
      storeIntents(
        user.id,
        requests.map((wish) => ({ ...wish, permissions: missing })),
      );
    }
    navigateTo(destination(problem, returnTo, user.username));
  };
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, { open }) => {
        if (!open) {
          close();
        }
      }}
    >
      <DialogSurface data-testid="interaction-dialog" data-code={problem.code}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{text}</Text>
            {detail === undefined ? null : <Text className={styles.detail}>{detail}</Text>}
          </DialogContent>
          <DialogActions>
            {action === undefined ? null : (
              <Button appearance="primary" onClick={go}>
                {action}
              </Button>
            )}
            <Button appearance="secondary" onClick={close}>
              {action === undefined ? t('Close') : t('Cancel')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** This page doesn't know what was requested: the user is asked to repeat it. */
const REPEAT = { kind: 'repeat', payload: undefined };

/** The permissions of the problem that the user has not granted yet. */
function missingOf(problem: InteractionProblem, known: readonly Permission[] | undefined): readonly string[] {
  if (!('permissions' in problem)) {
    return [];
  }
  const missing = problem.permissions.filter(
    (name) => known?.find((permission) => permission.name === name)?.state !== 'granted',
  );
  return missing.length === 0 ? problem.permissions : missing;
}

function destination(problem: InteractionProblem, returnTo: string, loginHint: string): string {
  if (problem.code === 'login_required') {
    return loginHref({ returnTo, loginHint });
  }
  return problem.interactionUrl === null ? returnTo : interactionHref(problem.interactionUrl, returnTo);
}
