import { parseAdminArguments, UsageError } from './admin-arguments.js';

const objectId = '11111111-2222-3333-4444-55555555aaaa';
const tenantId = '99999999-2222-3333-4444-55555555bbbb';

describe('the admin command line', () => {
  it.each(['sessions list', 'sessions end', 'erase'])('requires a user for `%s`', (name) => {
    expect(parseAdminArguments([...name.split(' '), '--user', objectId.toUpperCase(), `--tenant=${tenantId}`])).toEqual(
      {
        name,
        user: { objectId, tenantId },
      },
    );
  });

  it('does not require a tenant', () => {
    expect(parseAdminArguments(['erase', '--user', objectId])).toEqual({
      name: 'erase',
      user: { objectId, tenantId: undefined },
    });
  });

  it.each([
    ['nothing at all', []],
    ['an unknown command', ['sessions', 'burn', '--user', objectId]],
    ['no user', ['sessions', 'end']],
    ['a user name in place of an object id', ['erase', '--user', 'anna@contoso.example']],
    ['a tenant name in place of its id', ['erase', '--user', objectId, '--tenant', 'contoso.example']],
    ['an unknown option', ['stats', '--verbose']],
  ])('refuses %s and shows the usage', (_what, args) => {
    const parse = (): unknown => parseAdminArguments(args);

    expect(parse).toThrow(UsageError);
    expect(parse).toThrow('Usage:');
  });
});
