import type { InteractionProblem } from '../client/index.js';
import { formatList, t } from '../texts/t.js';

export interface InteractionText {
  readonly title: string;
  readonly text: string;
  readonly detail: string | undefined;
  /** Undefined when there is no page to go to. */
  readonly action: string | undefined;
}

interface Need {
  /** Completes a sentence that begins with "To …". */
  readonly purpose: string;
  /** The same while the user writes a message. */
  readonly purposeInDraft?: string;
  /** The permission's name on Microsoft's page. */
  readonly permission: string;
}

const NEEDS: Readonly<Record<string, Need>> = {
  'mail.send': { purpose: t('send mail for you', { context: 'To …' }), permission: t('Send mail as you') },
  'mail.write': {
    purpose: t('mark, move and delete your mail', { context: 'To …' }),
    purposeInDraft: t('keep your draft in the mailbox', { context: 'To …' }),
    permission: t('Read and write access to your mail'),
  },
  'mailbox.settings': {
    purpose: t('show your categories, block senders and set automatic replies', { context: 'To …' }),
    permission: t('Read and write to your mailbox settings'),
  },
  'people.read': {
    purpose: t('find people you write to and colleagues', { context: 'To …' }),
    permission: t('Read your relevant people list'),
  },
  'calendar.respond': {
    purpose: t('answer invitations', { context: 'To …' }),
    permission: t('Have full access to your calendars'),
  },
  'mail.read': { purpose: t('show your mail', { context: 'To …' }), permission: t('Read your mail') },
  'profile.read': {
    purpose: t('show your name and photo', { context: 'To …' }),
    permission: t('Sign you in and read your profile'),
  },
};

const OTHER: Need = { purpose: t('do this', { context: 'To …' }), permission: t('Another permission') };

/**
 * The texts of the dialog that opens before the user leaves for Microsoft. `missing`: all permissions that the user has not
 * granted yet. `willContinue`: the requested action is performed when they return.
 */
export function interactionText(
  problem: InteractionProblem,
  returnTo: string,
  missing: readonly string[] = [],
  willContinue = false,
): InteractionText {
  const isDraft = returnTo.startsWith('/compose');
  const place = isDraft ? t('You’ll come back to this draft.') : t('You’ll come back to where you are.');
  const back = willContinue ? t('Then we’ll do what you asked for.') : place;
  const repeated = 'repeated' in problem && problem.repeated ? REPEATED : undefined;
  switch (problem.code) {
    case 'login_required':
      return {
        title: t('Your session has ended'),
        text: [t('Sign in again to continue.'), back, t('What you’ve written is kept.')].join(' '),
        detail: undefined,
        action: t('Sign in again'),
      };
    case 'consent_required': {
      const { purpose, names, title } = needsOf(missing, isDraft);
      return {
        title: t('{permission}?', { permission: title }),
        text: [
          t('To {purpose}, this app needs your permission: {names}.', { purpose, names }),
          t('Microsoft will ask you.'),
          back,
        ].join(' '),
        detail: repeated,
        action: t('Continue'),
      };
    }
    case 'admin_consent_required': {
      const { purpose, names } = needsOf(missing, isDraft);
      return {
        title: t('An administrator has to approve this'),
        text: t('To {purpose}, this app needs {names}, and your organisation lets only administrators give it.', {
          purpose,
          names,
        }),
        detail: problem.interactionUrl === null ? t('Ask your administrator, then try again.') : repeated,
        action: problem.interactionUrl === null ? undefined : t('Ask for approval'),
      };
    }
    case 'step_up_required':
      return {
        title: t('Confirm it’s you'),
        text: [t('Your organisation wants Microsoft to check your identity once more before this.'), back].join(' '),
        detail: repeated,
        action: t('Continue'),
      };
  }
}

function needsOf(missing: readonly string[], isDraft: boolean): { purpose: string; names: string; title: string } {
  const needs = missing.map((name) => NEEDS[name] ?? OTHER);
  const all = needs.length === 0 ? [OTHER] : needs;
  return {
    purpose: formatList(all.map(({ purpose, purposeInDraft }) => (isDraft ? (purposeInDraft ?? purpose) : purpose))),
    names: formatList(all.map(({ permission }) => t('“{permission}”', { permission }))),
    title: all.length === 1 ? (all[0] ?? OTHER).permission : t('Allow this app to do more'),
  };
}

const REPEATED = t(
  'You were asked for this a moment ago, and it is still missing. If you did agree, your organisation may not allow it: ask your administrator.',
);
