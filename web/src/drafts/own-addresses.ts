import { queryOptions } from '@tanstack/react-query';
import type { Message } from '../client/index.js';
import { asideMail, queryClient } from '../platform/services.js';
import { inTime } from '../texts/load-texts.js';
import { sameAddress } from './recipients.js';

/** The composer opens after it at the latest. */
const patienceMs = 1_000;

const profileQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => asideMail.me({ signal }),
  staleTime: Infinity,
  gcTime: Infinity,
  retry: false,
});

/**
 * The addresses that may name the user in the message. Most organisations use the sign-in name as the mail address. When the message doesn't
 * contain it, the other addresses are loaded from the user's profile.
 */
export async function ownAddresses(
  { from, to, cc }: Pick<Message, 'from' | 'to' | 'cc'>,
  username: string,
): Promise<readonly string[]> {
  const named = [...(from === null ? [] : [from]), ...to, ...cc];
  if (named.some(({ address }) => sameAddress(address, username))) {
    return [username];
  }
  // Without dialogs, and with a time limit: a reply is possible without the profile.
  const profile = await inTime(queryClient.query(profileQuery), patienceMs);
  return [username, profile?.mail, profile?.userPrincipalName].filter((one) => typeof one === 'string');
}
