import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement, ReactNode } from 'react';
import { loginHref } from '../client/index.js';
import { currentLocation } from '../platform/router.js';
import { useStore } from '../platform/store.js';
import { authError, authErrorText } from './auth-error.js';
import { t } from '../texts/t.js';

interface AuthErrorBarProps {
  /** What the user can do about it here. */
  readonly action?: ReactNode;
}

export function AuthErrorBar({ action }: AuthErrorBarProps): ReactElement | null {
  const error = useStore(authError);
  if (error === undefined) {
    return null;
  }
  const { title, text } = authErrorText(error.code);
  const intent = error.code === 'access_denied' ? 'warning' : 'error';
  return (
    <MessageBar intent={intent} layout="auto" data-testid="auth-error" data-code={error.code}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {text}
        {error.ref === undefined || error.code === 'access_denied' ? null : (
          <Text block size={200}>
            {t('Reference for support:')} <code>{error.ref}</code>
          </Text>
        )}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            aria-label={t('Dismiss')}
            icon={<DismissRegular />}
            onClick={() => {
              authError.set(undefined);
            }}
          />
        }
      >
        {error.code === 'account_mismatch' ? (
          // Also for a guest who was invited again: their account has a new id, which only a new sign-in picks up.
          <Button as="a" size="small" href={loginHref({ returnTo: currentLocation(), prompt: 'select_account' })}>
            {t('Sign in again')}
          </Button>
        ) : null}
        {action}
      </MessageBarActions>
    </MessageBar>
  );
}
