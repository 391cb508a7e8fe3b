/** A product feature with the Microsoft Graph scopes that it needs (docs/configuration.md). */
export const permissionScopes = {
  'profile.read': ['User.Read'],
  'mail.read': ['Mail.Read'],
  'mail.send': ['Mail.Send'],
  'mail.write': ['Mail.ReadWrite'],
  'mailbox.settings': ['MailboxSettings.ReadWrite'],
  'people.read': ['People.Read', 'User.ReadBasic.All'],
  'calendar.respond': ['Calendars.ReadWrite'],
} as const satisfies Record<string, readonly string[]>;

export type Permission = keyof typeof permissionScopes;

export const permissions = Object.keys(permissionScopes) as Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionScopes, name);
}

/** The scopes of all `names`, each once, in a stable order. */
export function scopesOf(names: Iterable<Permission>): string[] {
  return [...new Set([...names].flatMap((name) => [...permissionScopes[name]]))].sort();
}
