import type { Address, Message } from '../client/index.js';
import { percentDecoded } from '../platform/percent-decoded.js';

export type UnsubscribeMethod =
  | { readonly kind: 'one-click'; readonly url: string }
  | { readonly kind: 'mail'; readonly mailto: string }
  | { readonly kind: 'link'; readonly url: string };

/** The method with the least effort for the user; after one-click has failed, the next one. */
export function unsubscribeMethod(offer: Message['unsubscribe'], hasFailed: boolean): UnsubscribeMethod | undefined {
  if (offer === null) {
    return undefined;
  }
  const { url, mailto, oneClick } = offer;
  if (url !== undefined && oneClick && !hasFailed) {
    return { kind: 'one-click', url };
  }
  if (url !== undefined && hasFailed) {
    return { kind: 'link', url };
  }
  if (mailto !== undefined) {
    return { kind: 'mail', mailto };
  }
  return url === undefined ? undefined : { kind: 'link', url };
}

/** Commands to a list are short. */
const longestText = 1_000;

export interface MailtoParts {
  readonly to: readonly Address[];
  readonly subject: string;
  /** Plain text; empty when the list needs none. */
  readonly text: string;
}

/** RFC 6068, as far as lists use it: the address, and the subject or the text that the list requires (RFC 2369 §3.2). */
export function mailtoParts(mailto: string): MailtoParts {
  const { pathname, searchParams } = new URL(mailto.replace(/\+/g, '%2B'));
  const fields = new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const to = [percentDecoded(pathname), fields.get('to') ?? '']
    .flatMap((addresses) => addresses.split(','))
    .map((address) => ({ address: address.trim() }))
    .filter(({ address }) => address.includes('@'));
  return {
    to: to.slice(0, 1),
    subject: (fields.get('subject') ?? 'Unsubscribe').slice(0, 255),
    text: (fields.get('body') ?? '').slice(0, longestText),
  };
}
