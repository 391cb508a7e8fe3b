import type { SandboxGroup, SandboxTenant, SandboxUser } from '../model.js';

/** The tenant id that every personal Microsoft account has. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const contosoTenantId = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
export const fabrikamTenantId = 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02';

/** Shown on the sign-in page; there is nothing to protect here. */
export const sandboxPassword = 'Sandbox-1';

export function seedTenants(): SandboxTenant[] {
  return [
    { tid: contosoTenantId, domain: 'contoso.example', displayName: 'Contoso', kind: 'work' },
    { tid: fabrikamTenantId, domain: 'fabrikam.example', displayName: 'Fabrikam', kind: 'work' },
    { tid: personalTenantId, domain: 'outlook.example', displayName: 'Microsoft account', kind: 'personal' },
  ];
}

/** The members that differ from user to user; the others have defaults. */
export type Person = Pick<SandboxUser, 'oid' | 'tid' | 'username' | 'givenName' | 'surname'> & Partial<SandboxUser>;

export function person(given: Person): SandboxUser {
  return {
    password: sandboxPassword,
    displayName: `${given.givenName} ${given.surname}`,
    jobTitle: null,
    mail: given.username,
    accountType: given.tid === personalTenantId ? 'personal' : 'work',
    isAdmin: false,
    guestIn: [],
    isEnabled: true,
    ...given,
  };
}

export function seedGroups(): SandboxGroup[] {
  return [
    {
      id: '6e0a0001-5eed-4c0a-9001-c0a505016001',
      displayName: 'Everybody at Contoso',
      members: [
        'a11ce001-0001-4c0a-8a01-c0a505010001',
        'b11a1002-0002-4c0a-8a02-c0a505010002',
        'ca21a003-0003-4c0a-8a03-c0a505010003',
        'd02a0004-0004-4c0a-8a04-c0a505010004',
      ],
    },
    {
      id: '6e0a0002-5eed-4c0a-9002-c0a505016002',
      displayName: 'IT administration',
      members: ['ca21a003-0003-4c0a-8a03-c0a505010003'],
    },
  ];
}

/** New objects for each sandbox, because the control API changes users. RFC 2606 reserves the domains, so no mail can leave. */
export function seedUsers(): SandboxUser[] {
  return [
    person({
      oid: 'a11ce001-0001-4c0a-8a01-c0a505010001',
      tid: contosoTenantId,
      username: 'alice@contoso.example',
      givenName: 'Alice',
      surname: 'Moreau',
      jobTitle: 'Product manager',
    }),
    person({
      oid: 'b11a1002-0002-4c0a-8a02-c0a505010002',
      tid: contosoTenantId,
      username: 'bilal@contoso.example',
      givenName: 'Bilal',
      surname: 'Haddad',
      jobTitle: 'Software engineer',
    }),
    person({
      oid: 'ca21a003-0003-4c0a-8a03-c0a505010003',
      tid: contosoTenantId,
      username: 'carla@contoso.example',
      givenName: 'Carla',
      surname: 'Weiss',
      jobTitle: 'IT administrator',
      isAdmin: true,
    }),
    person({
      oid: 'd02a0004-0004-4c0a-8a04-c0a505010004',
      tid: contosoTenantId,
      username: 'dora@contoso.example',
      givenName: 'Dora',
      surname: 'Lindgren',
      jobTitle: 'Contractor without a mailbox',
      mail: null,
    }),
    person({
      oid: 'fe11c001-0001-4fab-9a01-fab21ca00001',
      tid: fabrikamTenantId,
      username: 'felix@fabrikam.example',
      givenName: 'Felix',
      surname: 'Okafor',
      jobTitle: 'IT administrator',
      isAdmin: true,
    }),
    person({
      oid: '92e7a002-0002-4fab-9a02-fab21ca00002',
      tid: fabrikamTenantId,
      username: 'greta@fabrikam.example',
      givenName: 'Greta',
      surname: 'Nyström',
      jobTitle: 'Consultant, guest at Contoso',
      guestIn: [{ tid: contosoTenantId, oid: '92e7a9e5-0009-4c0a-8a09-c0a505010009' }],
    }),
    person({
      oid: '00000000-0000-0000-91a0-0000c0ffee01',
      tid: personalTenantId,
      username: 'pia@outlook.example',
      givenName: 'Pia',
      surname: 'Lindqvist',
    }),
    // The same user name as a work account of Contoso: the sign-in page has to ask which of the two is meant.
    person({
      oid: '00000000-0000-0000-b11a-0000c0ffee02',
      tid: personalTenantId,
      username: 'bilal@contoso.example',
      givenName: 'Bilal',
      surname: 'Haddad',
    }),
  ];
}
