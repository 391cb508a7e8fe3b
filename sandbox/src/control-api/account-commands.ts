import { userConsentPolicies } from '../directory/index.js';
import { revocationCures } from '../model.js';
import { anyUser, type Command, TENANT, USER } from './command.js';

/** Consents apply to the first app. `clientId` in JSON names another one. */
const SCOPES = { kind: 'text', name: 'scopes', label: 'Scopes, e.g. Mail.Send' } as const;
const anyScopes = { ...SCOPES, label: 'Scopes; empty: all', isOptional: true } as const;

/** The actions of an administrator or of the user on an account. */
export const actionsOnAccounts: readonly Command[] = [
  {
    name: 'add-user',
    title: 'Add a user',
    explanation: 'In the tenant that owns the domain of the user name, with a mailbox. A reset does not remove it.',
    fields: [
      { kind: 'text', name: 'username', label: 'User name, e.g. erin@contoso.example' },
      { kind: 'text', name: 'displayName', label: 'Name', isOptional: true },
      { kind: 'flag', name: 'admin', label: 'Administrator' },
    ],
    run: (control, input) => {
      const displayName = input.optionalText('displayName');
      const { password: _, ...user } = control.addUser({
        username: input.text('username'),
        ...(displayName === undefined ? {} : { displayName }),
        isAdmin: input.flag('admin'),
      });
      return user;
    },
  },
  {
    name: 'invite-again',
    title: 'Remove a guest and invite them again',
    explanation: 'The account is unchanged, but the tenant has a new object for it. Old grants fail with AADSTS500341.',
    fields: [USER, TENANT],
    run: (control, input) => ({ oid: control.inviteAgain(input.text('user'), input.text('tenant')) }),
  },
  {
    name: 'set-group',
    title: 'Set a group',
    explanation:
      'A security group: its object id, its name and the object ids of its members. It replaces a group with the same id.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => {
      control.setGroup({
        id: input.text('id'),
        displayName: input.optionalText('displayName') ?? input.text('id'),
        members: input.optionalWords('members') ?? [],
      });
    },
  },
  {
    name: 'withdraw-consent',
    title: 'Withdraw a consent',
    explanation: 'The next token request for the scope fails with AADSTS65001, and the consent page is shown again.',
    fields: [USER, anyScopes],
    run: (control, input) => {
      control.withdrawConsent(
        input.text('user'),
        input.optionalWords('scopes'),
        input.optionalText('tenant'),
        input.optionalText('clientId'),
      );
    },
  },
  {
    name: 'grant-consent',
    title: 'Consent for a user',
    explanation: 'As if the user had accepted. The consent page is skipped.',
    fields: [USER, SCOPES],
    run: (control, input) => {
      control.grantConsent(
        input.text('user'),
        input.words('scopes'),
        input.optionalText('tenant'),
        input.optionalText('clientId'),
      );
    },
  },
  {
    name: 'grant-admin-consent',
    title: 'Consent for a tenant',
    explanation: 'As if an administrator had consented for the organization.',
    fields: [TENANT, SCOPES],
    run: (control, input) => {
      control.grantAdminConsent(input.text('tenant'), input.words('scopes'), input.optionalText('clientId'));
    },
  },
  {
    name: 'withdraw-admin-consent',
    title: "Withdraw a tenant's consent",
    explanation: 'The consents of users are not affected.',
    fields: [TENANT, anyScopes],
    run: (control, input) => {
      control.withdrawAdminConsent(input.text('tenant'), input.optionalWords('scopes'), input.optionalText('clientId'));
    },
  },
  {
    name: 'set-users-may-consent',
    title: 'May users consent?',
    explanation: 'If unticked, users of the tenant see "Need admin approval" (AADSTS90094).',
    fields: [TENANT, { kind: 'flag', name: 'may', label: 'Users may consent' }],
    run: (control, input) => {
      control.setUsersMayConsent(input.text('tenant'), input.flag('may'));
    },
  },
  {
    name: 'set-user-consent',
    title: 'What may users consent to?',
    explanation:
      'Microsoft-managed: the default of tenants since 2025. Users may consent to Mail.Send and User.Read, but not to Mail.Read or Mail.ReadWrite (AADSTS90094).',
    fields: [TENANT, { kind: 'choice', name: 'policy', label: 'Users may consent to', choices: userConsentPolicies }],
    run: (control, input) => {
      control.setUserConsent(input.text('tenant'), input.choice('policy', userConsentPolicies, 'all'));
    },
  },
  {
    name: 'require-mfa',
    title: 'Require multi-factor authentication',
    explanation:
      'For a user, a scope, both, or everyone. Refresh fails with AADSTS50076 and claims until the user completes MFA.',
    fields: [anyUser, { kind: 'text', name: 'scope', label: 'Scope', isOptional: true }],
    run: (control, input) => {
      const user = input.optionalText('user');
      const scope = input.optionalText('scope');
      control.requireMfa({ ...(user === undefined ? {} : { user }), ...(scope === undefined ? {} : { scope }) });
    },
  },
  {
    name: 'clear-mfa',
    title: 'Require no multi-factor authentication',
    explanation: 'Removes all rules.',
    fields: [],
    run: (control) => {
      control.clearMfa();
    },
  },
  {
    name: 'revoke-refresh-tokens',
    title: 'Revoke refresh tokens',
    explanation: 'Refresh fails with AADSTS50173 until the user signs in again.',
    fields: [USER],
    run: (control, input) => {
      control.revokeRefreshTokens(input.text('user'));
    },
  },
  {
    name: 'revoke-access-tokens',
    title: 'Revoke access tokens',
    explanation:
      'Continuous access evaluation: Graph sends a claims challenge to clients that declared cp1. Refresh then fails with AADSTS50173, or with 50076 for a step-up.',
    fields: [USER, { kind: 'choice', name: 'cure', label: 'Ends with', choices: revocationCures }],
    run: (control, input) => {
      control.revokeAccessTokens(input.text('user'), input.choice('cure', revocationCures, 'reauthenticate'));
    },
  },
  {
    name: 'set-user-enabled',
    title: 'Enable or disable an account',
    explanation: 'While it is disabled, sign-in and refresh fail with AADSTS50057.',
    fields: [USER, { kind: 'flag', name: 'enabled', label: 'Enabled' }],
    run: (control, input) => {
      control.setUserEnabled(input.text('user'), input.flag('enabled'));
    },
  },
  {
    name: 'answer-next-as',
    title: 'Sign in as another user',
    explanation: 'The next authorization code is for this user, whoever signs in.',
    fields: [USER],
    run: (control, input) => {
      control.answerNextAs(input.text('user'));
    },
  },
];
