import { queryOptions } from '@tanstack/react-query';
import type { Message } from '../client/index.js';
import { asideMail, queryClient } from '../platform/services.js';
import { inTime } from '../texts/load-texts.js';
import { sameAddress } from './recipients.js';

const profileQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => asideMail.me({ signal }),
  staleTime: Infinity,
  retry: false,
});

/**
 * By which addresses the user may be in the message. The name that they sign in with is one of them in most organisations; where the message
 * doesn't have it, their profile says by which other they get mail.
 */
export async function ownAddresses(
  { from, to, cc }: Pick<Message, 'from' | 'to' | 'cc'>,
  username: string,
): Promise<readonly string[]> {
  const named = [...(from === null ? [] : [from]), ...to, ...cc];
  if (named.some(({ address }) => sameAddress(address, username))) {
    return [username];
  }
  // Nobody is asked anything because of it, nor kept from answering.
  const profile = await inTime(queryClient.query(profileQuery));
  return [username, profile?.mail, profile?.userPrincipalName].filter((one) => typeof one === 'string');
}
