/** A delegated permission of Microsoft Graph, or an OpenID scope, with the words of the consent page. */
export interface Permission {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly isAdminOnly: boolean;
  readonly isOpenId: boolean;
}

const openId = (name: string, title: string, description: string): Permission => ({
  name,
  title,
  description,
  isAdminOnly: false,
  isOpenId: true,
});

const graph = (name: string, title: string, description: string, isAdminOnly = false): Permission => ({
  name,
  title,
  description,
  isAdminOnly,
  isOpenId: false,
});

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

export const GRAPH_RESOURCE_ID = '00000003-0000-0000-c000-000000000000';
const GRAPH_PREFIXES = ['https://graph.microsoft.com/', `${GRAPH_RESOURCE_ID}/`] as const;

export const findPermission = (name: string): Permission | undefined =>
  PERMISSIONS.find((permission) => permission.name.toLowerCase() === name.toLowerCase());

/** The scopes of one request, split by what Entra does with them. */
export interface RequestedScopes {
  readonly openId: readonly string[];
  /** Canonical short names. */
  readonly graph: readonly string[];
  /** The form in which Graph scopes were asked; the answer echoes it. */
  readonly graphPrefix: string;
  readonly isDefault: boolean;
}

export type ScopeReading =
  | { readonly kind: 'ok'; readonly scopes: RequestedScopes }
  | { readonly kind: 'malformed'; readonly scope: string }
  | { readonly kind: 'unknown'; readonly scope: string; readonly resource: string }
  | { readonly kind: 'several_resources'; readonly scope: string };

const splitResource = (scope: string): { resource: string; name: string; prefix: string } => {
  const prefix = GRAPH_PREFIXES.find((candidate) => scope.toLowerCase().startsWith(candidate));
  if (prefix !== undefined) return { resource: GRAPH_RESOURCE_ID, name: scope.slice(prefix.length), prefix };
  const slash = scope.lastIndexOf('/');
  if (slash < 0) return { resource: GRAPH_RESOURCE_ID, name: scope, prefix: '' };
  return { resource: scope.slice(0, slash), name: scope.slice(slash + 1), prefix: scope.slice(0, slash + 1) };
};

/** Splits a scope parameter. A name without a resource means Graph, as at Entra. */
export function readScopes(parameter: string, defaultPermissions: readonly string[]): ScopeReading {
  const names = parameter.split(' ').filter((part) => part !== '');
  if (names.length === 0) return { kind: 'malformed', scope: parameter };
  const openIdNames: string[] = [];
  const graphNames: string[] = [];
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
    if (resources.size > 1) return { kind: 'several_resources', scope: parameter };
    if (resource !== GRAPH_RESOURCE_ID) return { kind: 'unknown', scope: name, resource };
    if (prefix !== '') graphPrefix = prefix;
    if (name === '.default') {
      isDefault = true;
      graphNames.push(...defaultPermissions);
      continue;
    }
    const known = findPermission(name);
    if (known === undefined || known.isOpenId) return { kind: 'unknown', scope: name, resource };
    graphNames.push(known.name);
  }
  return {
    kind: 'ok',
    scopes: { openId: [...new Set(openIdNames)], graph: [...new Set(graphNames)], graphPrefix, isDefault },
  };
}
