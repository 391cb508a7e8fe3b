import { userConsentPolicies } from '../directory/index.js';
import { revocationCures } from '../model.js';
import { anyUser, type Command, TENANT, USER } from './command.js';

/** Consents are those of the first app; `clientId` in JSON names another. */
const SCOPES = { kind: 'text', name: 'scopes', label: 'Scopes, e.g. Mail.Send' } as const;
const anyScopes = { ...SCOPES, label: 'Scopes; empty: all', isOptional: true } as const;

/** What an administrator or the person could do to an account. */
export const actionsOnAccounts: readonly Command[] = [
  {
    name: 'add-user',
    title: 'Add a user',
    explanation: 'Of the tenant whose domain the user name has; with a mailbox. Stays when everything is reset.',
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
    explanation: 'Their account stays; in that tenant they are another object. Old grants answer AADSTS500341.',
    fields: [USER, TENANT],
    run: (control, input) => ({ oid: control.inviteAgain(input.text('user'), input.text('tenant')) }),
  },
  {
    name: 'set-group',
    title: 'Set a group',
    explanation:
      'A security group by its object id, its name and the object ids of its members; replaces one of the same id.',
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
    explanation: 'The next token request for the scope answers AADSTS65001; the consent page comes again.',
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
    explanation: 'As if the person had accepted; spares the consent page.',
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
    explanation: 'Consents that users gave themselves stay.',
    fields: [TENANT, anyScopes],
    run: (control, input) => {
      control.withdrawAdminConsent(input.text('tenant'), input.optionalWords('scopes'), input.optionalText('clientId'));
    },
  },
  {
    name: 'set-users-may-consent',
    title: 'May users consent?',
    explanation: 'Unticked: users of the tenant see "Need admin approval" (AADSTS90094).',
    fields: [TENANT, { kind: 'flag', name: 'may', label: 'Users may consent' }],
    run: (control, input) => {
      control.setUsersMayConsent(input.text('tenant'), input.flag('may'));
    },
  },
  {
    name: 'set-user-consent',
    title: 'What may users consent to?',
    explanation:
      'Microsoft-managed: the default of tenants since 2025. Users may consent to Mail.Send and User.Read, and not to Mail.Read or Mail.ReadWrite (AADSTS90094).',
    fields: [TENANT, { kind: 'choice', name: 'policy', label: 'Users may consent to', choices: userConsentPolicies }],
    run: (control, input) => {
      control.setUserConsent(input.text('tenant'), input.choice('policy', userConsentPolicies, 'all'));
    },
  },
  {
    name: 'require-mfa',
    title: 'Require multi-factor authentication',
    explanation:
      'For a user, for a scope, for both or for all. Refresh answers AADSTS50076 with claims until the step is done.',
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
    explanation: 'Refresh answers AADSTS50173 until the user signs in again.',
    fields: [USER],
    run: (control, input) => {
      control.revokeRefreshTokens(input.text('user'));
    },
  },
  {
    name: 'revoke-access-tokens',
    title: 'Revoke access tokens',
    explanation:
      'Continuous access evaluation: Graph answers with a claims challenge, to clients that declared cp1. Refresh then answers AADSTS50173, or 50076 for the step-up.',
    fields: [USER, { kind: 'choice', name: 'cure', label: 'Ends with', choices: revocationCures }],
    run: (control, input) => {
      control.revokeAccessTokens(input.text('user'), input.choice('cure', revocationCures, 'reauthenticate'));
    },
  },
  {
    name: 'set-user-enabled',
    title: 'Enable or disable an account',
    explanation: 'Disabled: sign-in and refresh answer AADSTS50057.',
    fields: [USER, { kind: 'flag', name: 'enabled', label: 'Enabled' }],
    run: (control, input) => {
      control.setUserEnabled(input.text('user'), input.flag('enabled'));
    },
  },
  {
    name: 'answer-next-as',
    title: 'Come back as another user',
    explanation: 'The next code is for this user, whoever signs in.',
    fields: [USER],
    run: (control, input) => {
      control.answerNextAs(input.text('user'));
    },
  },
];
