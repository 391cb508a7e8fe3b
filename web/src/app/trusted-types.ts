import { workerFile } from '../worker/shell-names.js';

interface Policies {
  createPolicy(
    name: string,
    rules: { readonly createHTML: (html: string) => string; readonly createScriptURL: (address: string) => string },
  ): unknown;
}

/**
 * The page is served with `require-trusted-types-for 'script'`: no text becomes a script or the address of a script, whatever a library
 * or a bug of ours does. HTML passes: the service has sanitised the HTML of mails, the page sanitises it again before it inserts it,
 * and the page's CSP runs only scripts that are files of ours. The address of our service worker passes. TipTap and React parse HTML
 * without a policy of their own.
 */
export function allowHtmlOnly(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  trustedTypes?.createPolicy('default', { createHTML: (html) => html, createScriptURL: ownWorkerOnly });
}

function ownWorkerOnly(address: string): string {
  if (address !== workerFile) {
    throw new TypeError('No text becomes the address of a script.');
  }
  return address;
}
