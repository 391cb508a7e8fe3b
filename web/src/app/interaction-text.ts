import type { InteractionProblem } from '../client/index.js';

export interface InteractionText {
  readonly title: string;
  readonly text: string;
  readonly detail: string | undefined;
  /** Absent when there is nowhere to go. */
  readonly action: string | undefined;
}

interface Need {
  readonly purpose: string;
  readonly permission: string;
}

const NEEDS: Readonly<Record<string, Need>> = {
  'mail.send': { purpose: 'To send mail for you', permission: 'Send mail as you' },
  'mail.write': { purpose: 'To mark, move and delete your mail', permission: 'Read and write access to your mail' },
  'mailbox.settings': {
    purpose: 'To show your categories and set automatic replies',
    permission: 'Read and write to your mailbox settings',
  },
  'people.read': {
    purpose: 'To find people you write to and colleagues',
    permission: 'Read your relevant people list',
  },
  'calendar.respond': { purpose: 'To answer invitations', permission: 'Have full access to your calendars' },
  'mail.read': { purpose: 'To show your mail', permission: 'Read your mail' },
  'profile.read': { purpose: 'To show your name and photo', permission: 'Sign you in and read your profile' },
};

const OTHER: Need = { purpose: 'To go on', permission: 'another permission' };

function needOf(permissions: readonly string[]): Need {
  return NEEDS[permissions[0] ?? ''] ?? OTHER;
}

/** Plain words for the dialog that comes before leaving for Microsoft's page. */
export function interactionText(problem: InteractionProblem, returnTo: string): InteractionText {
  const back = returnTo.startsWith('/compose') ? 'You come back to this draft.' : 'You come back to where you are.';
  const repeated = 'repeated' in problem && problem.repeated ? REPEATED : undefined;
  switch (problem.code) {
    case 'login_required':
      return {
        title: 'Your session has ended',
        text: `Sign in again to go on. ${back} What you have written is kept.`,
        detail: undefined,
        action: 'Sign in again',
      };
    case 'consent_required': {
      const need = needOf(problem.permissions);
      return {
        title: `${need.permission}?`,
        text: `${need.purpose}, this app needs your permission: “${need.permission}”. Microsoft will ask you. ${back}`,
        detail: repeated,
        action: 'Continue',
      };
    }
    case 'admin_consent_required': {
      const need = needOf(problem.permissions);
      return {
        title: 'An administrator has to approve this',
        text: `${need.purpose}, this app needs “${need.permission}”, and your organisation lets only administrators give it.`,
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

const REPEATED =
  'You were asked for this a moment ago, and it is still missing. If you did agree, your organisation may not allow it: ask your administrator.';
