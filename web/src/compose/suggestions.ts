import type { Address } from '../client/index.js';
import { sameAddress } from '../drafts/recipients.js';
import { peopleMatching } from '../mailbox/known-people.js';

const MOST = 5;

/** People from the mail that is loaded, but for those who are chosen already. */
export function suggestionsFor(text: string, chosen: readonly Address[]): Address[] {
  return peopleMatching(text, Infinity)
    .filter((one) => !chosen.some((other) => sameAddress(other.address, one.address)))
    .slice(0, MOST);
}
