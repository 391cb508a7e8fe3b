import { notify } from '../platform/notify.js';
import { partMissing } from '../ui/part-missing.js';
import { t } from '../texts/t.js';

/** It stays until somebody does something about it. */
const forLongMs = 24 * 3_600_000;

/**
 * After an update of the service, the parts that an open page hasn't loaded yet are gone. The user is told when one is missed, and
 * reloads when it suits them; a service that is merely down says so elsewhere.
 */
export function watchForNewVersion(): void {
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src');
  window.addEventListener(partMissing, () => {
    void fetch('/', { cache: 'no-store' })
      .then(async (response) => (response.ok ? await response.text() : ''))
      .then(
        (page) => {
          if (isOtherVersion(page, own)) {
            announce();
          }
        },
        () => undefined,
      );
  });
}

/** Whether this is our page, and begins with another script than the one that is running: its name is made of what is in it. */
export function isOtherVersion(page: string, own: string | null | undefined): boolean {
  const now = /<script\b[^>]*\bsrc="([^"]+)"/.exec(page)?.[1];
  return now !== undefined && own !== null && own !== undefined && now !== own;
}

function announce(): void {
  notify({
    title: t('A new version is available'),
    body: t('Parts of this page can’t be loaded any more. Your drafts are kept.'),
    intent: 'warning',
    id: 'new-version',
    timeoutMs: forLongMs,
    action: {
      label: t('Reload'),
      run: () => {
        window.location.reload();
      },
    },
  });
}
