import type { Address } from '../client/index.js';
import { queryClient } from '../platform/services.js';
import { allLists } from './messages-query.js';
import { allMessages, type MessagePages } from './pages.js';

/** People from the loaded mail: they require no further permission. */
export function knownPeople(): Address[] {
  const people = new Map<string, Address>();
  for (const [, pages] of queryClient.getQueriesData<MessagePages>({ queryKey: allLists })) {
    for (const message of allMessages(pages)) {
      const others = message.from === null ? message.to : [message.from, ...message.to];
      for (const one of others) {
        const key = one.address.toLowerCase();
        if (!people.has(key) && !key.startsWith('no-reply') && !key.startsWith('noreply')) {
          people.set(key, one);
        }
      }
    }
  }
  return [...people.values()];
}

/** People whose name or address contains the text. */
export function peopleMatching(text: string, most: number): Address[] {
  const wanted = text.trim().toLowerCase();
  return knownPeople()
    .filter(
      ({ name, address }) => address.toLowerCase().includes(wanted) || (name ?? '').toLowerCase().includes(wanted),
    )
    .slice(0, most);
}
