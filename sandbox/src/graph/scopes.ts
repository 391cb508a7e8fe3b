/** The delegated permissions that cover an operation, the least privileged first. */
export const userRead: readonly string[] = ['User.Read', 'User.ReadWrite', 'User.Read.All', 'User.ReadWrite.All'];
export const mailReadBasic: readonly string[] = ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'];
export const mailRead: readonly string[] = ['Mail.Read', 'Mail.ReadWrite'];
export const mailWrite: readonly string[] = ['Mail.ReadWrite'];
export const mailSend: readonly string[] = ['Mail.Send'];
export const settingsRead: readonly string[] = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
export const settingsWrite: readonly string[] = ['MailboxSettings.ReadWrite'];
export const peopleRead: readonly string[] = ['People.Read', 'People.Read.All'];
export const usersRead: readonly string[] = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All'];
export const calendarRead: readonly string[] = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'];
export const calendarWrite: readonly string[] = ['Calendars.ReadWrite'];

/** A scope is granted under its short name or with its resource in front, in any case. */
export function covers(granted: ReadonlySet<string>, anyOf: readonly string[]): boolean {
  if (anyOf.length === 0) {
    return true;
  }
  const short = new Set([...granted].map((scope) => scope.replace(/^https:\/\/[^/]+\//, '').toLowerCase()));
  return anyOf.some((scope) => short.has(scope.toLowerCase()));
}
