import { createStore } from '../platform/store.js';

export interface AuthError {
  readonly code: string;
  /** For support: the server's trace id of the failed round trip. */
  readonly ref: string | undefined;
}

/** What the last round trip to Microsoft ended with, until it is dismissed. */
export const authError = createStore<AuthError | undefined>(undefined);

/** Nothing else is shown as a reference: anybody can make a link with their own words in it. */
const TRACE_ID = /^[0-9a-f]{32}$/;

/** Reads `?auth_error=&ref=` once and takes it out of the address, so that a reload or a bookmark does not repeat it. */
export function takeAuthError(): void {
  const url = new URL(window.location.href);
  const code = url.searchParams.get('auth_error');
  if (code === null) return;
  const ref = url.searchParams.get('ref') ?? '';
  authError.set({ code, ref: TRACE_ID.test(ref) ? ref : undefined });
  url.searchParams.delete('auth_error');
  url.searchParams.delete('ref');
  window.history.replaceState(null, '', `${url.pathname}${url.search}`);
}

export interface AuthErrorText {
  readonly title: string;
  readonly text: string;
}

const TEXTS: Readonly<Record<string, AuthErrorText>> = {
  access_denied: {
    title: 'You didn’t give permission.',
    text: 'Nothing was changed. You can try again whenever you like.',
  },
  invalid_state: {
    title: 'That sign-in is no longer valid.',
    text: 'It was too old, already used, or started in another browser. Start again from here.',
  },
  login_required: { title: 'You need to sign in.', text: 'Your session has ended. Sign in again to continue.' },
  interaction_required: {
    title: 'Microsoft needs you to sign in yourself.',
    text: 'A silent sign-in wasn’t possible. Use “Sign in with Microsoft”.',
  },
  interaction_expired: {
    title: 'That link has expired.',
    text: 'Links to Microsoft’s pages work once and only for a few minutes. Repeat what you were doing.',
  },
  admin_consent_required: {
    title: 'Your organisation needs an administrator to approve this app.',
    text: 'Send your administrator the address of this page. When they sign in here, Microsoft asks for their approval; they tick “Consent on behalf of your organization”. Then sign in again.',
  },
  admin_consent_denied: {
    title: 'Your administrator didn’t approve this app.',
    text: 'Ask the administrator of your organisation why, or use another account.',
  },
  access_blocked_by_policy: {
    title: 'Your organisation’s security policy doesn’t allow this sign-in.',
    text: 'You can’t fix this yourself. Quote this reference to your administrator, or try from a device and network that your organisation allows.',
  },
  account_mismatch: {
    title: 'You chose another account.',
    text: 'You’re still signed in as before, and nothing was changed. Choose the same account, or sign out first.',
  },
  account_not_allowed: {
    title: 'This kind of account can’t be used here.',
    text: 'Sign in with a work or school account.',
  },
  tenant_not_allowed: {
    title: 'Your organisation has no access to this app.',
    text: 'Sign in with an account of an organisation that has, or ask the operator of this app.',
  },
  user_not_assigned: {
    title: 'Your account hasn’t been given access to this app.',
    text: 'Ask the administrator of your organisation to assign you.',
  },
  identity_provider_unavailable: {
    title: 'Microsoft sign-in didn’t respond.',
    text: 'This usually passes quickly. Wait a moment and try again.',
  },
  configuration_error: {
    title: 'This app isn’t set up correctly.',
    text: 'You can’t fix this yourself. Quote this reference to the operator of this app.',
  },
  sign_in_failed: {
    title: 'Sign-in didn’t work.',
    text: 'Try again. If it happens again, quote this reference to support.',
  },
};

const UNKNOWN: AuthErrorText = {
  title: 'Sign-in didn’t work.',
  text: 'Try again. If it happens again, quote this reference to support.',
};

export function authErrorText(code: string): AuthErrorText {
  return TEXTS[code] ?? UNKNOWN;
}
