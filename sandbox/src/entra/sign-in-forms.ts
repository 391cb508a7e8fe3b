import type { SandboxUser } from '../model.js';
import type { BrowserSession } from './browser-sessions.js';
import { signIn } from './browser-sessions.js';
import { isAdminOf, isEligible, type Step } from './next-step.js';
import type { Parameters } from './parameters.js';
import type { PendingSignIn } from './pending-sign-in.js';
import type { EntraContext } from './entra-context.js';

/** The outcome of a form of the sign-in pages. */
export type FormOutcome =
  | { readonly kind: 'go_on' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'admin_required' }
  /** The same page again, with the problem. */
  | { readonly kind: 'problem'; readonly text: string; readonly username: string };

const proceed: FormOutcome = { kind: 'go_on' };

export interface FormContext {
  readonly entra: EntraContext;
  readonly session: BrowserSession;
  readonly pending: PendingSignIn;
  /** The current step. It is computed again, so that a form can't skip one. */
  readonly step: Step;
  readonly form: Parameters;
}

export function applyForm(context: FormContext): FormOutcome {
  switch (context.form['step']) {
    case 'username':
      return username(context);
    case 'choose':
      return choose(context);
    case 'switch':
      return useAnother(context.pending);
    case 'password':
      return password(context);
    case 'mfa':
      return mfa(context);
    case 'consent':
    case 'tenantconsent':
      return consent(context);
    case 'confirm':
      return confirm(context);
    case 'approval':
      return context.form['go'] === 'other' ? useAnother(context.pending) : { kind: 'admin_required' };
    default:
      return proceed;
  }
}

function useAnother(pending: PendingSignIn): FormOutcome {
  pending.user = undefined;
  pending.ambiguousName = undefined;
  pending.isEnteringUsername = true;
  return proceed;
}

function choose({ entra, pending, form }: FormContext): FormOutcome {
  if (form['user'] === 'other') {
    return useAnother(pending);
  }
  pending.user = entra.directory.findUser(form['user'] ?? '');
  return proceed;
}

function username({ entra, pending, form }: FormContext): FormOutcome {
  const typed = (form['loginfmt'] ?? '').trim();
  const known = entra.directory.findUsersByName(typed);
  const eligible = known.filter((user) => isEligible(entra, user, pending));
  const [only, ...others] = eligible;
  if (only === undefined) {
    return { kind: 'problem', text: whyNot(typed, known, pending), username: typed };
  }
  if (others.length > 0) {
    pending.ambiguousName = typed;
  } else {
    pending.user = only;
  }
  return proceed;
}

function whyNot(typed: string, known: readonly SandboxUser[], pending: PendingSignIn): string {
  if (typed === '') {
    return 'Enter a valid email address or user name.';
  }
  const [first] = known;
  if (first === undefined) {
    return `We couldn't find an account with that username. Try another, or choose one below.`;
  }
  if (first.accountType === 'personal') {
    return "You can't sign in here with a personal account. Use your work or school account instead.";
  }
  return pending.request.audience.kind === 'consumers'
    ? "You can't sign in here with a work or school account. Use your personal account instead."
    : `Selected user account does not exist in this tenant and cannot access the application in it.`;
}

function password({ entra, session, pending, form }: FormContext): FormOutcome {
  const user = entra.directory.findUser(form['user'] ?? '');
  if (user === undefined) {
    return useAnother(pending);
  }
  pending.user = user;
  if (form['passwd'] !== user.password) {
    return {
      kind: 'problem',
      text: "Your account or password is incorrect. If you don't remember your password, it is on the page before this one.",
      username: user.username,
    };
  }
  if (!user.isEnabled) {
    return {
      kind: 'problem',
      text: 'Your account has been locked. Contact your support person to unlock it, then try again.',
      username: user.username,
    };
  }
  signIn(session, user, entra.clock.now());
  return proceed;
}

function mfa({ session, pending, step, form }: FormContext): FormOutcome {
  if (form['go'] !== 'approve') {
    return useAnother(pending);
  }
  const account = step.kind === 'mfa' ? session.accounts.get(step.user.oid) : undefined;
  if (account !== undefined) {
    account.hasMfa = true;
  }
  return proceed;
}

function confirm({ pending, step, form }: FormContext): FormOutcome {
  if (form['go'] !== 'continue') {
    return { kind: 'declined' };
  }
  pending.hasConfirmed = step.kind === 'confirm';
  return proceed;
}

function consent({ entra, pending, step, form }: FormContext): FormOutcome {
  if (form['go'] !== 'accept') {
    return { kind: 'declined' };
  }
  if (step.kind !== 'consent' && step.kind !== 'tenant_consent') {
    return proceed;
  }
  const { member } = step;
  const { registration, scopes } = pending.request;
  const names = [...scopes.permissions, ...scopes.openId];
  const isForTenant = pending.purpose === 'admin_consent' || form['tenantwide'] === 'true';
  if (isForTenant && isAdminOf(member)) {
    entra.consents.grantByAdmin(registration.clientId, member.tenant, names);
  } else {
    entra.consents.grantByUser(registration.clientId, member, names);
  }
  pending.hasConsented = true;
  return proceed;
}
