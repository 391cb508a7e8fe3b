import type { SandboxTenant, SandboxUser } from '../model.js';

/** The tenant id that every personal Microsoft account has. */
export const PERSONAL_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const CONTOSO_TENANT_ID = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
export const FABRIKAM_TENANT_ID = 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02';

/** Shown on the sign-in page; there is nothing to protect here. */
export const SANDBOX_PASSWORD = 'Sandbox-1';

export const seedTenants = (): SandboxTenant[] => [
  { tid: CONTOSO_TENANT_ID, domain: 'contoso.example', displayName: 'Contoso', kind: 'work' },
  { tid: FABRIKAM_TENANT_ID, domain: 'fabrikam.example', displayName: 'Fabrikam', kind: 'work' },
  { tid: PERSONAL_TENANT_ID, domain: 'outlook.example', displayName: 'Microsoft account', kind: 'personal' },
];

type Person = Pick<SandboxUser, 'oid' | 'tid' | 'username' | 'givenName' | 'surname'> & Partial<SandboxUser>;

const person = (given: Person): SandboxUser => ({
  password: SANDBOX_PASSWORD,
  displayName: `${given.givenName} ${given.surname}`,
  jobTitle: null,
  mail: given.username,
  accountType: given.tid === PERSONAL_TENANT_ID ? 'personal' : 'work',
  isAdmin: false,
  guestIn: [],
  isEnabled: true,
  ...given,
});

/** New objects for each sandbox: the control API disables users. The domains are reserved by RFC 2606, so no mail can leave. */
export const seedUsers = (): SandboxUser[] => [
  person({
    oid: 'a11ce001-0001-4c0a-8a01-c0a505010001',
    tid: CONTOSO_TENANT_ID,
    username: 'alice@contoso.example',
    givenName: 'Alice',
    surname: 'Moreau',
    jobTitle: 'Product manager',
  }),
  person({
    oid: 'b11a1002-0002-4c0a-8a02-c0a505010002',
    tid: CONTOSO_TENANT_ID,
    username: 'bilal@contoso.example',
    givenName: 'Bilal',
    surname: 'Haddad',
    jobTitle: 'Software engineer',
  }),
  person({
    oid: 'ca21a003-0003-4c0a-8a03-c0a505010003',
    tid: CONTOSO_TENANT_ID,
    username: 'carla@contoso.example',
    givenName: 'Carla',
    surname: 'Weiss',
    jobTitle: 'IT administrator',
    isAdmin: true,
  }),
  person({
    oid: 'd02a0004-0004-4c0a-8a04-c0a505010004',
    tid: CONTOSO_TENANT_ID,
    username: 'dora@contoso.example',
    givenName: 'Dora',
    surname: 'Lindgren',
    jobTitle: 'Contractor without a mailbox',
    mail: null,
  }),
  person({
    oid: 'fe11c001-0001-4fab-9a01-fab21ca00001',
    tid: FABRIKAM_TENANT_ID,
    username: 'felix@fabrikam.example',
    givenName: 'Felix',
    surname: 'Okafor',
    jobTitle: 'IT administrator',
    isAdmin: true,
  }),
  person({
    oid: '92e7a002-0002-4fab-9a02-fab21ca00002',
    tid: FABRIKAM_TENANT_ID,
    username: 'greta@fabrikam.example',
    givenName: 'Greta',
    surname: 'Nyström',
    jobTitle: 'Consultant, guest at Contoso',
    guestIn: [{ tid: CONTOSO_TENANT_ID, oid: '92e7a9e5-0009-4c0a-8a09-c0a505010009' }],
  }),
  person({
    oid: '00000000-0000-0000-91a0-0000c0ffee01',
    tid: PERSONAL_TENANT_ID,
    username: 'pia@outlook.example',
    givenName: 'Pia',
    surname: 'Lindqvist',
  }),
  // The same user name as the work account of Contoso: two users, and the sign-in page has to ask which.
  person({
    oid: '00000000-0000-0000-b11a-0000c0ffee02',
    tid: PERSONAL_TENANT_ID,
    username: 'bilal@contoso.example',
    givenName: 'Bilal',
    surname: 'Haddad',
  }),
];
