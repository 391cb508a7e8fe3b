import { notify } from '../platform/notify.js';
import { partMissing } from '../ui/part-missing.js';
import { t } from '../texts/t.js';

/** The notice stays until the user acts on it. */
const forLongMs = 24 * 3_600_000;

/**
 * After an update of the service, chunks that an open page hasn't loaded yet no longer exist. When one is missing, the user is
 * notified and reloads when it suits them. An unavailable service is reported elsewhere.
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

/** Whether this is a page of the app that begins with another script. The script's name contains a hash of its content. */
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
