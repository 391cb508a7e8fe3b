import type { InteractionProblem } from '../client/index.js';

export interface InteractionText {
  readonly title: string;
  readonly text: string;
  readonly detail: string | undefined;
  /** Absent when there is nowhere to go. */
  readonly action: string | undefined;
}

interface Need {
  /** Continues "To …". */
  readonly purpose: string;
  /** The same for somebody who writes a message. */
  readonly purposeInDraft?: string;
  /** As Microsoft's page names it. */
  readonly permission: string;
}

const NEEDS: Readonly<Record<string, Need>> = {
  'mail.send': { purpose: 'send mail for you', permission: 'Send mail as you' },
  'mail.write': {
    purpose: 'mark, move and delete your mail',
    purposeInDraft: 'keep your draft in the mailbox',
    permission: 'Read and write access to your mail',
  },
  'mailbox.settings': {
    purpose: 'show your categories, block senders and set automatic replies',
    permission: 'Read and write to your mailbox settings',
  },
  'people.read': {
    purpose: 'find people you write to and colleagues',
    permission: 'Read your relevant people list',
  },
  'calendar.respond': { purpose: 'answer invitations', permission: 'Have full access to your calendars' },
  'mail.read': { purpose: 'show your mail', permission: 'Read your mail' },
  'profile.read': { purpose: 'show your name and photo', permission: 'Sign you in and read your profile' },
};

const OTHER: Need = { purpose: 'do this', permission: 'Another permission' };

/**
 * Plain words for the dialog that comes before leaving for Microsoft's page. `missing`: the permissions that the user has not
 * given yet, all of them. `willContinue`: what they asked for is done when they come back.
 */
export function interactionText(
  problem: InteractionProblem,
  returnTo: string,
  missing: readonly string[] = [],
  willContinue = false,
): InteractionText {
  const isDraft = returnTo.startsWith('/compose');
  const place = isDraft ? 'You’ll come back to this draft.' : 'You’ll come back to where you are.';
  const back = willContinue ? 'Afterwards we’ll do what you asked for.' : place;
  const repeated = 'repeated' in problem && problem.repeated ? REPEATED : undefined;
  switch (problem.code) {
    case 'login_required':
      return {
        title: 'Your session has ended',
        text: `Sign in again to continue. ${back} What you’ve written is kept.`,
        detail: undefined,
        action: 'Sign in again',
      };
    case 'consent_required': {
      const { purpose, names, title } = needsOf(missing, isDraft);
      return {
        title: `${title}?`,
        text: `To ${purpose}, this app needs your permission: ${names}. Microsoft will ask you. ${back}`,
        detail: repeated,
        action: 'Continue',
      };
    }
    case 'admin_consent_required': {
      const { purpose, names } = needsOf(missing, isDraft);
      return {
        title: 'An administrator has to approve this',
        text: `To ${purpose}, this app needs ${names}, and your organisation lets only administrators give it.`,
        detail: problem.interactionUrl === null ? 'Ask your administrator, then try again.' : repeated,
        action: problem.interactionUrl === null ? undefined : 'Ask for approval',
      };
    }
    case 'step_up_required':
      return {
        title: 'Confirm it’s you',
        text: `Your organisation wants Microsoft to check your identity once more before this. ${back}`,
        detail: repeated,
        action: 'Continue',
      };
  }
}

function needsOf(missing: readonly string[], isDraft: boolean): { purpose: string; names: string; title: string } {
  const needs = missing.map((name) => NEEDS[name] ?? OTHER);
  const all = needs.length === 0 ? [OTHER] : needs;
  return {
    purpose: listed(all.map(({ purpose, purposeInDraft }) => (isDraft ? (purposeInDraft ?? purpose) : purpose))),
    names: listed(all.map(({ permission }) => `“${permission}”`)),
    title: all.length === 1 ? (all[0] ?? OTHER).permission : 'Allow this app to do more',
  };
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

const REPEATED =
  'You were asked for this a moment ago, and it is still missing. If you did agree, your organisation may not allow it: ask your administrator.';
