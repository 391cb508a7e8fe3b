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

interface Contact {
  readonly businessPhones: readonly string[];
  readonly officeLocation: string | null;
  readonly companyName: string | null;
}

/** Every work account has an office, and its own phone number, which can't exist (ITU-T E.164 without an area). */
export function contactOf({ accountType, oid, username }: SandboxUser): Contact {
  if (accountType === 'personal') {
    return { businessPhones: [], officeLocation: null, companyName: null };
  }
  const company = username.slice(username.indexOf('@') + 1).split('.')[0] ?? '';
  return {
    businessPhones: [`+1 555 01${String(Number.parseInt(oid.slice(-4), 16) % 100).padStart(2, '0')}`],
    officeLocation: '18/2111',
    companyName: `${company.charAt(0).toUpperCase()}${company.slice(1)}`,
  };
}

export function userShape({ user, tid }: GraphCaller, select: readonly string[] | undefined): Record<string, unknown> {
  const guest = user.guestIn.find((each) => each.tid === tid);
  const { businessPhones, officeLocation, companyName } = contactOf(user);
  const all: Record<string, unknown> = {
    businessPhones,
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.mail,
    mobilePhone: null,
    officeLocation,
    preferredLanguage: user.accountType === 'work' ? 'en-US' : null,
    surname: user.surname,
    userPrincipalName:
      guest === undefined ? user.username : `${user.username.replace('@', '_')}#EXT#@guests.onmicrosoft.example`,
    id: idOf(user, guest?.oid ?? user.oid),
    accountEnabled: user.isEnabled,
    userType: guest === undefined ? 'Member' : 'Guest',
    companyName,
    department: null,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => (select === undefined ? !onDemand.includes(name) : select.includes(name))),
  );
}
