import type { Address } from '../client/index.js';
import { ALL_LISTS } from '../mailbox/messages-query.js';
import { allMessages, type MessagePages } from '../mailbox/pages.js';
import { queryClient } from '../platform/services.js';
import { sameAddress } from '../drafts/recipients.js';

const MOST = 5;

/** People from the mail that is loaded: no further permission is needed for them. */
export function suggestionsFor(text: string, chosen: readonly Address[]): Address[] {
  const wanted = text.trim().toLowerCase();
  return knownPeople()
    .filter((one) => !chosen.some((other) => sameAddress(other.address, one.address)))
    .filter((one) => one.address.toLowerCase().includes(wanted) || (one.name ?? '').toLowerCase().includes(wanted))
    .slice(0, MOST);
}

function knownPeople(): Address[] {
  const people = new Map<string, Address>();
  for (const [, pages] of queryClient.getQueriesData<MessagePages>({ queryKey: ALL_LISTS })) {
    for (const message of allMessages(pages)) {
      const others = message.from === null ? message.to : [message.from, ...message.to];
      for (const one of others) {
        const key = one.address.toLowerCase();
        if (!people.has(key) && !key.startsWith('no-reply') && !key.startsWith('noreply')) people.set(key, one);
      }
    }
  }
  return [...people.values()];
}
