import { isOwnMailbox } from './own-mailbox.js';

const oid = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const tid = '11111111-1111-4111-8111-111111111111';
const resource = '22222222-2222-4222-8222-222222222222';
const guestId = '33333333-3333-4333-8333-333333333333';
const msa = '9188040d-6c67-4c5b-b112-36a304b66dad';

type Session = Parameters<typeof isOwnMailbox>[0];

function sessionOf(id: string, tenantId: string, username: string, more: Partial<Session['user']> = {}): Session {
  return { user: { id, name: '', username, tenantId, accountType: 'work', ...more } };
}

const worker = sessionOf(`${oid}.${tid}`, tid, "brian.o'neill@contoso.example");
const guest = { ...sessionOf(`${oid}.${tid}`, resource, 'guest@fabrikam.example'), objectId: guestId };
const personal = sessionOf(`00000000-0000-0000-0a1b-2c3d4e5f6071.${msa}`, msa, 'pia@outlook.example', {
  accountType: 'personal',
});

describe('a path of the own mailbox', () => {
  it.each([
    ['/me/messages', worker],
    ['/me', worker],
    [`/users/${oid}/messages`, worker],
    [`/Users('${oid.toUpperCase()}')/messages/delta?$deltatoken=a`, worker],
    [`/users('${oid}@${tid}')/messages`, worker],
    [`/users('${oid}%40${tid}')/messages`, worker],
    [`/users(%27${oid}%40${tid}%27)/messages`, worker],
    [`/users/${oid}@${tid}/messages`, worker],
    ["/users('brian.o''neill@contoso.example')/messages", worker],
    ["/users('brian.o''neill%40contoso.example')/messages", worker],
    ["/users('brian.o%27%27neill@contoso.example')/messages", worker],
    ["/users/brian.o'neill@contoso.example/messages", worker],
    [`/users('${guestId}')/messages`, guest],
    [`/users('${guestId}@${resource}')/messages`, guest],
    [`/users('${oid}@${tid}')/messages`, guest],
    ["/users('00000000-0000-0000-0a1b-2c3d4e5f6071')/messages", personal],
    ["/users('0A1B2C3D4E5F6071')/messages", personal],
    ["/users('a1b2c3d4e5f6071')/messages", personal],
    ["/users('0000000000000000a1b2c3d4e5f6071')/messages", personal],
    [`/users('00000000-0000-0000-0a1b-2c3d4e5f6071@${msa}')/messages`, personal],
  ])('is %s', (path, session) => {
    expect(isOwnMailbox(session, path)).toBe(true);
  });

  it.each([
    [`/users('${resource}')/messages`, worker],
    [`/users('${guestId}@${tid}')/messages`, worker],
    [`/users('${oid}@${resource}')/messages`, worker],
    ["/users('brian.o'neill@contoso.example')/messages", worker],
    ["/users('bob@contoso.example')/messages", worker],
    [`/users('bob@contoso.example')/messages?x=/users('${oid}')/`, worker],
    [`/users/${oid}x/messages`, worker],
    ['/users/%E0%A4%A/messages', worker],
    ["/users('')/messages", worker],
    [`/groups/${oid}/messages`, worker],
    ['/meetings', worker],
    [`/users('${oid.slice(1)}')/messages`, worker],
    ["/users('1a1b2c3d4e5f6071')/messages", personal],
    ["/users('0000')/messages", personal],
  ])('is not %s', (path, session) => {
    expect(isOwnMailbox(session, path)).toBe(false);
  });
});
