import { createStore } from '../platform/store.js';
import { t } from '../texts/t.js';

export interface AuthError {
  readonly code: string;
  /** The server's trace id of the failed round trip, for support. */
  readonly ref: string | undefined;
}

/** The error of the last round trip to Microsoft, until the user dismisses it. */
export const authError = createStore<AuthError | undefined>(undefined);

/** Nothing else is shown as a reference, because anybody can make a link that contains text of their own. */
const traceId = /^[0-9a-f]{32}$/;

/** Reads `?auth_error=&ref=` once and removes it from the address. A reload or a bookmark doesn't show the error again. */
export function takeAuthError(): void {
  const url = new URL(window.location.href);
  const code = url.searchParams.get('auth_error');
  if (code === null) {
    return;
  }
  const ref = url.searchParams.get('ref') ?? '';
  authError.set({ code, ref: traceId.test(ref) ? ref : undefined });
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
    title: t('You didn’t give permission.'),
    text: t('Nothing was changed. You can try again whenever you like.'),
  },
  invalid_state: {
    title: t('That sign-in is no longer valid.'),
    text: t('It was too old, already used, or started in another browser. Start again from here.'),
  },
  login_required: { title: t('You need to sign in.'), text: t('Your session has ended. Sign in again to continue.') },
  interaction_required: {
    title: t('Microsoft needs you to sign in.'),
    text: t('A silent sign-in wasn’t possible. Use “Sign in with Microsoft”.'),
  },
  interaction_expired: {
    title: t('That link has expired.'),
    text: t('Links to Microsoft’s pages work once and only for a few minutes. Repeat what you were doing.'),
  },
  admin_consent_required: {
    title: t('Your organisation needs an administrator to approve this app.'),
    text: t(
      'Send your administrator the address of this page. When they sign in here, Microsoft asks for their approval; they tick “Consent on behalf of your organization”. Then sign in again.',
    ),
  },
  admin_consent_denied: {
    title: t('Your administrator didn’t approve this app.'),
    text: t('Ask the administrator of your organisation why, or use another account.'),
  },
  access_blocked_by_policy: {
    title: t('Your organisation’s security policy doesn’t allow this sign-in.'),
    text: t(
      'You can’t fix this yourself. Quote this reference to your administrator, or try from a device and network that your organisation allows.',
    ),
  },
  account_mismatch: {
    title: t('Microsoft signed you in with another account.'),
    text: t(
      'You’re still signed in as before, and nothing was changed. Try again with the same account. If it was the same one, sign in again.',
    ),
  },
  account_not_allowed: {
    title: t('This kind of account can’t be used here.'),
    text: t('Sign in with a work or school account.'),
  },
  tenant_not_allowed: {
    title: t('Your organisation has no access to this app.'),
    text: t('Sign in with an account of an organisation that has access, or ask the operator of this app.'),
  },
  user_not_assigned: {
    title: t('Your account hasn’t been given access to this app.'),
    text: t('Ask the administrator of your organisation to assign you.'),
  },
  identity_provider_unavailable: {
    title: t('Microsoft sign-in didn’t respond.'),
    text: t('This usually passes quickly. Wait a moment and try again.'),
  },
  configuration_error: {
    title: t('This app isn’t set up correctly.'),
    text: t('You can’t fix this yourself. Quote this reference to the operator of this app.'),
  },
  sign_in_failed: {
    title: t('Sign-in didn’t work.'),
    text: t('Try again. If it happens again, quote this reference to support.'),
  },
};

const UNKNOWN: AuthErrorText = {
  title: t('Sign-in didn’t work.'),
  text: t('Try again. If it happens again, quote this reference to support.'),
};

export function authErrorText(code: string): AuthErrorText {
  return TEXTS[code] ?? UNKNOWN;
}
