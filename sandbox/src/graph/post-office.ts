import type { SandboxUser } from '../model.js';
import type { PostOffice } from './mailbox/delivery.js';
import type { Mailbox } from './mailbox/mailbox.js';

/** Where the mailboxes are; the world of this Graph. */
export interface Mailboxes {
  readonly deps: { readonly directory: { users(): readonly SandboxUser[] } };
  now(): number;
  findUser(name: string): SandboxUser | undefined;
  hasMailbox(user: SandboxUser): boolean;
  mailboxOf(user: SandboxUser): Mailbox;
}

export function postOfficeOf(world: Mailboxes): PostOffice {
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
