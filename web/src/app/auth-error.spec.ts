import { authError, takeAuthError } from './auth-error.js';

describe('an error in the address', () => {
  const replaced: string[] = [];

  function open(address: string): void {
    const history = { replaceState: (_state: unknown, _title: string, to: string) => replaced.push(to) };
    Object.assign(globalThis, { window: { location: { href: `https://mail.example${address}` }, history } });
    takeAuthError();
  }

  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'window');
  });

  it('is consumed once, with the trace id of the server, and the rest of the address stays', () => {
    open('/mail?a=1&auth_error=access_denied&ref=4bf92f3577b34da6a3ce929d0e0e4736');

    expect(authError.get()).toEqual({ code: 'access_denied', ref: '4bf92f3577b34da6a3ce929d0e0e4736' });
    expect(replaced.at(-1)).toBe('/mail?a=1');
  });

  it.each(['', 'call%200900-1234', '%3Cb%3E', '4BF92F3577B34DA6A3CE929D0E0E4736', '4bf92f3577b34da6a3ce929d0e0e47361'])(
    'shows no text of the author of the link: %s',
    (ref) => {
      open(`/?auth_error=sign_in_failed&ref=${ref}`);

      expect(authError.get()).toEqual({ code: 'sign_in_failed', ref: undefined });
    },
  );
});
