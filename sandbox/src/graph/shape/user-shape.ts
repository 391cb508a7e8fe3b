import type { GraphCaller, SandboxUser } from '../../model.js';

export const userProperties: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
  'accountEnabled',
  'userType',
  'companyName',
  'department',
];

const onDemand = ['accountEnabled', 'userType', 'companyName', 'department'];

/** A personal account's id is its 64-bit number, without the padding that makes it a guid in tokens. */
function idOf(user: SandboxUser, oid: string): string {
  return user.accountType === 'personal' ? oid.replaceAll('-', '').slice(16) : oid;
}

export function userShape({ user, tid }: GraphCaller, select: readonly string[] | undefined): Record<string, unknown> {
  const guest = user.guestIn.find((each) => each.tid === tid);
  const all: Record<string, unknown> = {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: user.accountType === 'work' ? '18/2111' : null,
    preferredLanguage: user.accountType === 'work' ? 'en-US' : null,
    surname: user.surname,
    userPrincipalName:
      guest === undefined ? user.username : `${user.username.replace('@', '_')}#EXT#@guests.onmicrosoft.example`,
    id: idOf(user, guest?.oid ?? user.oid),
    accountEnabled: user.isEnabled,
    userType: guest === undefined ? 'Member' : 'Guest',
    companyName: null,
    department: null,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => (select === undefined ? !onDemand.includes(name) : select.includes(name))),
  );
}
