import type { SandboxUser } from '../model.js';
import type { PostOffice } from './mailbox/delivery.js';
import type { Mailbox } from './mailbox/mailbox.js';

/** What the post office needs from the state of this Graph. */
export interface Mailboxes {
  readonly deps: { readonly directory: { users(): readonly SandboxUser[] } };
  now(): number;
  findUser(name: string): SandboxUser | undefined;
  hasMailbox(user: SandboxUser): boolean;
  mailboxOf(user: SandboxUser): Mailbox;
}

export function postOfficeOf(graphState: Mailboxes): PostOffice {
  return {
    now: () => graphState.now(),
    mailboxAt(address) {
      const user = graphState.findUser(address);
      return user === undefined || !graphState.hasMailbox(user) ? undefined : graphState.mailboxOf(user);
    },
    isLocalDomain: (domain) =>
      graphState.deps.directory
        .users()
        .some(
          (user) => user.accountType === 'work' && user.username.toLowerCase().endsWith(`@${domain.toLowerCase()}`),
        ),
  };
}
