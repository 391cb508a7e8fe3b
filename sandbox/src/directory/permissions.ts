export const graphResourceId = '00000003-0000-0000-c000-000000000000';

/** A delegated permission of Microsoft Graph or of another API, or an OpenID scope, with the words of the consent page. */
export interface Permission {
  /** Of Graph by its short name, of another API with the resource in front. */
  readonly name: string;
  /** Application id of the resource; of Graph for the OpenID scopes. */
  readonly resource: string;
  readonly title: string;
  readonly description: string;
  readonly isAdminOnly: boolean;
  readonly isOpenId: boolean;
}

function openId(name: string, title: string, description: string): Permission {
  return {
    name,
    resource: graphResourceId,
    title,
    description,
    isAdminOnly: false,
    isOpenId: true,
  };
}

function graph(name: string, title: string, description: string, isAdminOnly = false): Permission {
  return {
    name,
    resource: graphResourceId,
    title,
    description,
    isAdminOnly,
    isOpenId: false,
  };
}

/** The orders API: a resource of the organization's own, known by the URI of its application id. */
export const ordersResourceId = '0f0dde25-5eed-4a0d-9e01-0c0de25a0001';
export const ordersResourceUri = `api://${ordersResourceId}`;

function orders(name: string, title: string, description: string, isAdminOnly = false): Permission {
  return {
    name: `${ordersResourceUri}/${name}`,
    resource: ordersResourceId,
    title,
    description,
    isAdminOnly,
    isOpenId: false,
  };
}

/** Texts: userDisplayName and userDescription of microsoft-graph-devx-content's permissions.json (MIT). */
const PERMISSIONS: readonly Permission[] = [
  graph(
    'User.Read',
    'Sign you in and read your profile',
    'Allows you to sign in to the app with your organizational account and let the app read your profile. It also allows the app to read basic company information.',
  ),
  graph('Mail.Read', 'Read your mail', 'Allows the app to read email in your mailbox.'),
  graph(
    'Mail.ReadBasic',
    'Read user basic mail',
    "Allows the app to read email in the signed-in user's mailbox except body, previewBody, attachments and any extended properties.",
  ),
  graph(
    'Mail.ReadWrite',
    'Read and write access to your mail',
    'Allows the app to read, update, create and delete email in your mailbox. Does not include permission to send mail.',
  ),
  graph('Mail.Send', 'Send mail as you', 'Allows the app to send mail as you.'),
  graph('MailboxSettings.Read', 'Read your mailbox settings', 'Allows the app to read your mailbox settings.'),
  graph(
    'MailboxSettings.ReadWrite',
    'Read and write to your mailbox settings',
    'Allows the app to read, update, create, and delete your mailbox settings.',
  ),
  graph(
    'People.Read',
    'Read your relevant people list',
    'Allows the app to read a list of people in the order that is most relevant to you. This includes your local contacts, contacts from social networking, people listed in your organization’s directory, and people from recent communications.',
  ),
  graph(
    'User.ReadBasic.All',
    "Read all users' basic profiles",
    'Allows the app to read a basic set of profile properties of other users in your organization on your behalf. Includes display name, first and last name, email address and photo.',
  ),
  graph('Calendars.Read', 'Read your calendars', 'Allows the app to read events in your calendars.'),
  graph(
    'Calendars.ReadWrite',
    'Have full access to your calendars',
    'Allows the app to read, update, create and delete events in your calendars.',
  ),
  graph(
    'User.Read.All',
    "Read all users' full profiles",
    'Allows the app to read the full set of profile properties, reports, and managers of other users in your organization, on your behalf.',
    true,
  ),
  graph(
    'Group.Read.All',
    'Read all groups',
    'Allows the app to list groups, and to read their properties and all group memberships on your behalf.',
    true,
  ),
  orders('Orders.Read', 'Read your orders', 'Allows the app to read the orders that you have placed.'),
  orders('Orders.Write', 'Place and change orders', 'Allows the app to place, change and cancel orders for you.'),
  orders(
    'Orders.Audit',
    'Read all orders',
    'Allows the app to read the orders of everybody in your organization.',
    true,
  ),
  // Ends as a scope of Graph does, and is another one.
  orders('Mail.Send', 'Send order confirmations', 'Allows the app to send confirmations of your orders.'),
  openId(
    'openid',
    'Sign you in',
    'Allows you to sign in to the app with your account and lets the app read your identifier.',
  ),
  openId(
    'profile',
    'View your basic profile',
    'Allows the app to see your basic profile (for example, name, picture, user name, email address).',
  ),
  openId('email', 'View your email address', 'Allows the app to read your primary email address.'),
  openId(
    'offline_access',
    'Maintain access to data you have given it access to',
    'Allows the app to see and update the data you gave it access to, even when you are not currently using the app. This does not give the app any additional permissions.',
  ),
];

const graphPrefixes = ['https://graph.microsoft.com/', `${graphResourceId}/`] as const;

export function findPermission(name: string): Permission | undefined {
  return PERMISSIONS.find((permission) => permission.name.toLowerCase() === name.toLowerCase());
}

/** The scopes of one request, split by what Entra does with them. */
export interface RequestedScopes {
  readonly openId: readonly string[];
  /** Application id of the one resource that they are of. */
  readonly resource: string;
  /** Canonical names of that resource's permissions. */
  readonly permissions: readonly string[];
  /** The form in which Graph scopes were asked; the answer echoes it. Others have their resource in the name. */
  readonly prefix: string;
  readonly isDefault: boolean;
}

export type ScopeReading =
  | { readonly kind: 'ok'; readonly scopes: RequestedScopes }
  | { readonly kind: 'malformed'; readonly scope: string }
  | { readonly kind: 'unknown'; readonly scope: string; readonly resource: string }
  | { readonly kind: 'several_resources'; readonly scope: string };

function splitResource(scope: string): { resource: string; name: string; prefix: string } {
  const prefix = graphPrefixes.find((candidate) => scope.toLowerCase().startsWith(candidate));
  if (prefix !== undefined) {
    return { resource: graphResourceId, name: scope.slice(prefix.length), prefix };
  }
  const ordersPrefix = `${ordersResourceUri}/`;
  if (scope.toLowerCase().startsWith(ordersPrefix)) {
    const name = scope.slice(ordersPrefix.length);
    return { resource: ordersResourceId, name: name === '.default' ? name : `${ordersPrefix}${name}`, prefix: '' };
  }
  const slash = scope.lastIndexOf('/');
  if (slash < 0) {
    return { resource: graphResourceId, name: scope, prefix: '' };
  }
  return { resource: scope.slice(0, slash), name: scope.slice(slash + 1), prefix: scope.slice(0, slash + 1) };
}

/** Splits a scope parameter. A name without a resource means Graph, as at Entra. */
export function readScopes(parameter: string, defaultPermissions: readonly string[]): ScopeReading {
  const names = parameter.split(' ').filter((part) => part !== '');
  if (names.length === 0) {
    return { kind: 'malformed', scope: parameter };
  }
  const openIdNames: string[] = [];
  const permissionNames: string[] = [];
  const resources = new Set<string>();
  let graphPrefix = '';
  let isDefault = false;
  for (const scope of names) {
    const permission = findPermission(scope);
    if (permission?.isOpenId === true) {
      openIdNames.push(permission.name);
      continue;
    }
    const { resource, name, prefix } = splitResource(scope);
    resources.add(resource);
    if (resources.size > 1) {
      return { kind: 'several_resources', scope: parameter };
    }
    if (resource !== graphResourceId && resource !== ordersResourceId) {
      return { kind: 'unknown', scope: name, resource };
    }
    if (prefix !== '') {
      graphPrefix = prefix;
    }
    if (name === '.default') {
      isDefault = true;
      permissionNames.push(...defaultPermissions.filter((known) => findPermission(known)?.resource === resource));
      continue;
    }
    const known = findPermission(name);
    if (known === undefined || known.isOpenId) {
      return { kind: 'unknown', scope: name, resource };
    }
    permissionNames.push(known.name);
  }
  return {
    kind: 'ok',
    scopes: {
      openId: [...new Set(openIdNames)],
      resource: [...resources][0] ?? graphResourceId,
      permissions: [...new Set(permissionNames)],
      prefix: graphPrefix,
      isDefault,
    },
  };
}
