import type { AppRegistration } from './app-registration.js';
import type { RegistrationInput } from './read-registration.js';

/** The orders API: the organization's own resource, identified by the URI of its application id. */
export const ordersResourceId = '0f0dde25-5eed-4a0d-9e01-0c0de25a0001';
export const ordersResourceUri = `api://${ordersResourceId}`;

/** A new registration in which nothing was set. */
export const blankRegistration: Omit<AppRegistration, 'clientId'> = {
  displayName: 'App',
  publisher: { name: 'Contoso', domain: 'contoso.example', isVerified: false },
  redirectUris: [],
  spaRedirectUris: [],
  publicRedirectUris: [],
  allowsPublicClientFlows: false,
  postLogoutRedirectUris: [],
  frontChannelLogoutUrl: null,
  secrets: [],
  certificates: [],
  federatedCredentials: [],
  mayIssueIdTokenAtAuthorize: false,
  configuredPermissions: ['User.Read'],
  applicationPermissions: [],
  appIdUri: null,
  exposedScopes: [],
  preAuthorizedClients: [],
  appRoles: [],
  roleAssignments: [],
  groupClaims: 'None',
  accessTokenVersion: 1,
  lifetimes: {},
  optionalClaims: [],
};

const CONTOSO = { name: 'Contoso', domain: 'contoso.example', isVerified: true };

/** A web app on http://localhost:3000 that reads mail. */
export const defaultRegistration: AppRegistration = {
  ...blankRegistration,
  clientId: '5a4db0c5-b0ff-4e57-8d1e-2f6b9a7c3d10',
  displayName: 'Mail',
  publisher: CONTOSO,
  redirectUris: ['http://localhost:3000/auth/callback', 'http://localhost:3000/auth/admin-consent/callback'],
  postLogoutRedirectUris: ['http://localhost:3000/'],
  frontChannelLogoutUrl: 'http://localhost:3000/auth/frontchannel-logout',
  secrets: [{ value: 'sbx8Q~local-development-client-secret' }],
  configuredPermissions: ['User.Read', 'Mail.Read'],
  optionalClaims: ['login_hint', 'sid'],
};

/** Registered in every sandbox: the orders listener accepts its tokens. */
export const ordersRegistration: AppRegistration = {
  ...blankRegistration,
  clientId: ordersResourceId,
  displayName: 'Orders',
  publisher: CONTOSO,
  secrets: [{ value: 'sbx8Q~local-development-orders-secret' }],
  appIdUri: ordersResourceUri,
  exposedScopes: [
    {
      value: 'Orders.Read',
      title: 'Read your orders',
      description: 'Allows the app to read the orders that you have placed.',
      isAdminOnly: false,
    },
    {
      value: 'Orders.Write',
      title: 'Place and change orders',
      description: 'Allows the app to place, change and cancel orders for you.',
      isAdminOnly: false,
    },
    {
      value: 'Orders.Audit',
      title: 'Read all orders',
      description: 'Allows the app to read the orders of everybody in your organization.',
      isAdminOnly: true,
    },
    // Ends like a scope of Graph, but is a different one.
    {
      value: 'Mail.Send',
      title: 'Send order confirmations',
      description: 'Allows the app to send confirmations of your orders.',
      isAdminOnly: false,
    },
  ],
  appRoles: [
    { value: 'Orders.Clerk', title: 'Order clerk', allowedFor: ['User'] },
    { value: 'Orders.Read.All', title: 'Read all orders', allowedFor: ['Application'] },
  ],
  roleAssignments: [
    { role: 'Orders.Clerk', to: 'carla@contoso.example' },
    { role: 'Orders.Clerk', to: 'felix@fabrikam.example' },
  ],
};

/** One app of each kind, for a sandbox that is started without registrations. */
export const sampleRegistrations: readonly RegistrationInput[] = [
  {
    clientId: '5eed0001-0000-4000-8000-00000000a001',
    displayName: 'Single-page app',
    publisher: CONTOSO,
    spaRedirectUris: ['http://localhost/', 'http://localhost/redirect', 'http://localhost/redirect.html'],
    postLogoutRedirectUris: ['http://localhost/'],
    configuredPermissions: ['User.Read', 'Mail.Read'],
  },
  {
    clientId: '5eed0002-0000-4000-8000-00000000a002',
    displayName: 'Command line',
    publisher: CONTOSO,
    publicRedirectUris: ['http://localhost/'],
    allowsPublicClientFlows: true,
    configuredPermissions: ['User.Read', 'Mail.Read'],
  },
  {
    clientId: '5eed0003-0000-4000-8000-00000000a003',
    displayName: 'Daemon',
    publisher: CONTOSO,
    secrets: [{ value: 'sbx8Q~local-development-daemon-secret' }],
    applicationPermissions: [`${ordersResourceUri}/Orders.Read.All`],
  },
];
