import { workerFile } from '../worker/shell-names.js';

interface Policies {
  createPolicy(
    name: string,
    rules: { readonly createHTML: (html: string) => string; readonly createScriptURL: (address: string) => string },
  ): unknown;
}

/**
 * The page is served with `require-trusted-types-for 'script'`: text becomes neither script nor the address of one, wherever a library
 * or a mistake of ours would make it so. HTML passes: what mails hold was cleaned by the service, is cleaned once more where it gets into
 * the page, and the page's policy runs no script that is not a file of ours. One address of a script passes, that of our service worker. TipTap and React parse HTML with no policy of their own.
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
