import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { loginHref, type Problem } from '../client/index.js';
import { currentLocation } from '../platform/router.js';
import { t } from '../texts/t.js';

/** A sign-in button for when the browser can no longer prove the device. Other problems show nothing. */
export function SignInAgain({ problem }: { readonly problem: Problem | undefined }): ReactElement | null {
  return problem?.code === 'device_proof_required' ? (
    <Button as="a" size="small" href={loginHref({ returnTo: currentLocation() })}>
      {t('Sign in again')}
    </Button>
  ) : null;
}
