/** Which delegated permissions cover what; the least one first. */
export const USER_READ: readonly string[] = ['User.Read', 'User.ReadWrite', 'User.Read.All', 'User.ReadWrite.All'];
export const MAIL_READ_BASIC: readonly string[] = ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'];
export const MAIL_READ: readonly string[] = ['Mail.Read', 'Mail.ReadWrite'];
export const MAIL_WRITE: readonly string[] = ['Mail.ReadWrite'];
export const MAIL_SEND: readonly string[] = ['Mail.Send'];
export const SETTINGS_READ: readonly string[] = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
export const SETTINGS_WRITE: readonly string[] = ['MailboxSettings.ReadWrite'];
export const PEOPLE_READ: readonly string[] = ['People.Read', 'People.Read.All'];
export const USERS_READ: readonly string[] = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All'];
export const CALENDAR_READ: readonly string[] = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'];
export const CALENDAR_WRITE: readonly string[] = ['Calendars.ReadWrite'];

/** A scope is granted under its short name or with its resource in front, in any case. */
export function covers(granted: ReadonlySet<string>, anyOf: readonly string[]): boolean {
  if (anyOf.length === 0) return true;
  const short = new Set([...granted].map((scope) => scope.replace(/^https:\/\/[^/]+\//, '').toLowerCase()));
  return anyOf.some((scope) => short.has(scope.toLowerCase()));
}
