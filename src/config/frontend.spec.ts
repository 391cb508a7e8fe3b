import { frontendWith } from '../../test/support/frontend.js';
import { Frontends, type FrontendSelection } from './frontend.js';

const mail = frontendWith({ name: 'mail', origin: 'https://mail.example' });
const desk = frontendWith({ name: 'desk', origin: 'https://desk.example:8443' });
const six = frontendWith({ name: 'six', origin: 'https://[2001:db8::1]' });
/** Machines write an internationalised name in Punycode (RFC 5890 §2.3.2.1). */
const post = frontendWith({ name: 'post', origin: 'https://xn--mnchen-3ya.example' });

function several(changes: Partial<FrontendSelection> = {}): Frontends {
  return new Frontends([mail, desk, six, post], { isByHost: true, ofUnnamed: undefined, ...changes });
}

describe('frontends', () => {
  it.each([
    ['mail.example', 'mail'],
    ['MAIL.Example', 'mail'],
    ['mail.example.', 'mail'],
    ['mail.example:443', 'mail'],
    ['mail.example.:443', 'mail'],
    ['desk.example:8443', 'desk'],
    ['Desk.Example.:8443', 'desk'],
    ['[2001:db8::1]', 'six'],
    ['[2001:DB8:0::1]:443', 'six'],
    ['[2001:db8:0:0:0:0:0:1]', 'six'],
    ['xn--mnchen-3ya.example', 'post'],
    ['XN--MNCHEN-3YA.EXAMPLE.:443', 'post'],
    ['münchen.example', 'post'],
    // Of no frontend, or of none with that port.
    ['xn--mnchen-3yb.example', undefined],
    ['munchen.example', undefined],
    ['[2001:db8::2]', undefined],
    ['[2001:db8::1]:8443', undefined],
    ['[2001:db8::1%25eth0]', undefined],
    ['[2001:db8::1].', undefined],
    ['mail.example:80', undefined],
    ['mail.example:8443', undefined],
    ['desk.example', undefined],
    ['mail.example..', undefined],
    ['other.example', undefined],
    ['a.mail.example', undefined],
    ['2001:db8::1', undefined],
    // No text that only a lenient parser accepts as an authority.
    ['evil.example@mail.example', undefined],
    ['mail.example/', undefined],
    ['mail.example?', undefined],
    ['mail.example#', undefined],
    ['mail.example\\', undefined],
    ['%6dail.example', undefined],
    ['mail.example, desk.example:8443', undefined],
    ['mail.example:', 'mail'],
    ['mail.example:x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('with the host %j have %j', (host, name) => {
    expect(several().atHost(host)?.name).toBe(name);
  });

  it('by http have the port of http by default', () => {
    const local = new Frontends([frontendWith({ name: 'local', origin: 'http://a.localhost' })]);

    expect(local.atHost('a.localhost:80')?.name).toBe('local');
    expect(local.atHost('a.localhost:443')).toBeUndefined();
  });

  it('are given a request only once its host was checked', () => {
    const frontends = several();
    const request = {};

    expect(() => frontends.of(request)).toThrow('no frontend');
    expect(frontends.labelOf(request)).toBeUndefined();
    frontends.attach(request, desk);
    expect(frontends.of(request)).toBe(desk);
    expect(frontends.labelOf(request)).toBe('desk');
  });

  it('serve a request without a frontend as the first does, without its label', () => {
    const frontends = several();
    const request = {};
    frontends.attach(request, undefined);

    expect([frontends.of(request), frontends.labelOf(request)]).toEqual([mail, undefined]);
  });

  it('label a record by its own frontend, named or not, where there are several', () => {
    const frontends = several({ ofUnnamed: mail });

    expect([{}, { frontend: 'desk' }, { frontend: 'gone' }].map((each) => frontends.auditFacts(each))).toEqual([
      { frontend: 'mail' },
      { frontend: 'desk' },
      {},
    ]);
    expect(new Frontends([mail]).auditFacts({})).toEqual({});
  });

  it('report the sessions of users only among those of one app registration', () => {
    const twin = frontendWith({ name: 'twin', origin: 'https://twin.example' });
    const own = frontendWith({ name: 'own', origin: 'https://own.example', entra: { clientId: 'another' } });
    const frontends = new Frontends([mail, twin, own], { isByHost: true, ofUnnamed: mail });

    expect(
      [{}, { frontend: 'twin' }, { frontend: 'own' }, { frontend: 'gone' }].map((each) =>
        frontends.sessionSiteOf(each),
      ),
    ).toEqual([
      { name: 'mail', origin: 'https://mail.example' },
      { name: 'twin', origin: 'https://twin.example' },
      undefined,
      undefined,
    ]);
    expect(new Frontends([mail]).sessionSiteOf({})).toBeUndefined();
  });

  it('that are one, of the settings, serve every request, have no label, and name no record', () => {
    const one = new Frontends([mail]);

    expect(one.of({})).toBe(mail);
    expect(one.labelOf({})).toBeUndefined();
    expect(one.markOf(mail)).toBeUndefined();
    expect(one.ofRecord({})).toBe(mail);
  });

  it('recognise their records by name, and do not recognise those of others', () => {
    const frontends = several();

    expect(frontends.ofRecord({ frontend: frontends.markOf(desk) })).toBe(desk);
    expect(frontends.findOf({ frontend: 'gone' })).toBeUndefined();
    expect(() => frontends.ofRecord({ frontend: 'gone' })).toThrow('not configured');
    // Back without the file: the host of such a session may be any.
    expect(new Frontends([mail]).findOf({ frontend: 'mail' })).toBeUndefined();
  });

  it('leave records without a name to the previous frontend, and if there was none, to none', () => {
    expect(several({ ofUnnamed: desk }).findOf({})).toBe(desk);
    expect(several().findOf({})).toBeUndefined();
  });

  it('never name the records of the previous frontend, which a replica without the file knows', () => {
    const [withFile, without] = [several({ ofUnnamed: mail }), new Frontends([mail])];

    expect([mail, desk].map((each) => withFile.markOf(each))).toEqual([undefined, 'desk']);
    expect(without.findOf({ frontend: withFile.markOf(mail) })).toBe(mail);
    expect(withFile.findOf({ frontend: without.markOf(mail) })).toBe(mail);
    expect(without.findOf({ frontend: withFile.markOf(desk) })).toBeUndefined();
    // Of a version that named them too.
    expect(withFile.findOf({ frontend: 'mail' })).toBe(mail);
  });
});
