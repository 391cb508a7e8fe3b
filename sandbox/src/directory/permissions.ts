export const graphResourceId = '00000003-0000-0000-c000-000000000000';

/** A delegated permission of Microsoft Graph or of another API, or an OpenID scope, with its texts for the consent page. */
export interface Permission {
  /** The short name for Graph; for another API, prefixed with the resource. */
  readonly name: string;
  /** Application id of the resource; Graph's for the OpenID scopes. */
  readonly resource: string;
  readonly title: string;
  readonly description: string;
  readonly isAdminOnly: boolean;
  readonly isOpenId: boolean;
  /** Not known to personal accounts, e.g. because it is about an organization's directory. */
  readonly isForWorkOnly: boolean;
}

function openId(name: string, title: string, description: string): Permission {
  return {
    name,
    resource: graphResourceId,
    title,
    description,
    isAdminOnly: false,
    isOpenId: true,
    isForWorkOnly: false,
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
    isForWorkOnly: isAdminOnly || name === 'User.ReadBasic.All',
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

/** Finds one of Graph's delegated permissions, as far as the sandbox has them, or an OpenID scope. */
export function findBuiltIn(name: string): Permission | undefined {
  return PERMISSIONS.find((permission) => permission.name.toLowerCase() === name.toLowerCase());
}
