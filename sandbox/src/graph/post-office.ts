import type { GraphWorld } from './graph-world.js';
import type { PostOffice } from './mailbox/delivery.js';

export function postOfficeOf(world: GraphWorld): PostOffice {
  return {
    now: () => world.now(),
    mailboxAt(address) {
      const user = world.findUser(address);
      return user === undefined || !world.hasMailbox(user) ? undefined : world.mailboxOf(user);
    },
    isLocalDomain: (domain) =>
      world.deps.directory
        .users()
        .some(
          (user) => user.accountType === 'work' && user.username.toLowerCase().endsWith(`@${domain.toLowerCase()}`),
        ),
  };
}
