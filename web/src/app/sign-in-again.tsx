import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { loginHref, type Problem } from '../client/index.js';
import { currentLocation } from '../platform/router.js';
import { t } from '../texts/t.js';

/** The way out when the browser cannot prove the device any more; for every other problem nothing is shown. */
export function SignInAgain({ problem }: { readonly problem: Problem | undefined }): ReactElement | null {
  return problem?.code === 'device_proof_required' ? (
    <Button as="a" size="small" href={loginHref({ returnTo: currentLocation() })}>
      {t('Sign in again')}
    </Button>
  ) : null;
}
