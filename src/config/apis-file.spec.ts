import type { ApisFile } from './api-config.js';
import { parseApisFile } from './apis-file.js';

const file = `
permissions:
  orders.read:  { scopes: [api://orders/Orders.Read], title: Read your orders }
  orders.write: { scopes: [api://orders/Orders.Write] }
  calendar.read: { scopes: [Calendars.Read] }
apis:
  - name: orders
    prefix: /api/orders
    target: https://orders.contoso.example/v1/
    methods: [GET, POST]
    permissions: [orders.read]
    writePermissions: [orders.write]
    answerHeaders: [X-Total-Count]
`;

function parse(content: string): ApisFile & { readonly problems: readonly string[] } {
  const problems: string[] = [];
  return { ...parseApisFile(content, problems), problems };
}

/** The problems of an API that is valid except for `changes`. */
function problemsWith(changes: Readonly<Record<string, unknown>>): readonly string[] {
  const api = { name: 'x', prefix: '/api/x', target: 'https://x.example', methods: ['GET'], permissions: ['x.read'] };
  const permissions = { 'x.read': { scopes: ['api://x/Read'] }, 'y.read': { scopes: ['api://y/Read'] } };
  return parse(JSON.stringify({ permissions, apis: [{ ...api, ...changes }] })).problems;
}

describe('the file of APIs', () => {
  it('gives permissions and APIs with their defaults', () => {
    const { permissions, apis, problems } = parse(file);

    expect(problems).toEqual([]);
    expect(permissions.map(({ name, title }) => [name, title])).toEqual([
      ['orders.read', 'Read your orders'],
      ['orders.write', undefined],
      ['calendar.read', undefined],
    ]);
    expect(apis).toEqual([
      {
        name: 'orders',
        prefix: '/api/orders',
        origin: 'https://orders.contoso.example',
        basePath: '/v1',
        isInternal: false,
        methods: ['GET', 'POST'],
        permissions: ['orders.read'],
        writePermissions: ['orders.write'],
        timeoutSeconds: 30,
        bodyLimitBytes: 10_000_000,
        answerHeaders: ['x-total-count'],
      },
    ]);
  });

  it('may be JSON, and may be empty', () => {
    expect(problemsWith({})).toEqual([]);
    expect(parse('')).toEqual({ permissions: [], apis: [], problems: [] });
  });

  it.each<[object, string]>([
    [{ prefix: '/api/mail' }, 'kept for the product'],
    [{ prefix: '/api/Mail/x' }, 'kept for the product'],
    [{ prefix: '/api/docs' }, 'kept for the product'],
    [{ prefix: '/api' }, 'must be a path below /api'],
    [{ prefix: '/api/x/' }, 'must be a path below /api'],
    [{ prefix: '/api/../x' }, 'must be a path below /api'],
    [{ prefix: '/api/:x' }, 'must be a path below /api'],
    [{ prefix: '/auth/x' }, 'must be a path below /api'],
    [{ target: 'orders.example' }, 'must be an https URL'],
    [{ target: 'ftp://x.example' }, 'must be an https URL'],
    [{ target: 'https://u:p@x.example' }, 'user name or password'],
    [{ target: 'https://x.example?a=1' }, 'a query or a fragment'],
    [{ target: 'http://x.example' }, 'must be https'],
    [{ target: 'https://127.0.0.1' }, 'internal: true'],
    [{ target: 'https://2130706433' }, 'internal: true'],
    [{ target: 'https://0x7f.1/' }, 'internal: true'],
    [{ target: 'https://10.0.0.8' }, 'internal: true'],
    [{ target: 'https://169.254.169.254' }, 'internal: true'],
    [{ target: 'https://[::1]' }, 'internal: true'],
    [{ target: 'https://[::ffff:10.0.0.1]' }, 'internal: true'],
    [{ target: 'https://localhost' }, 'internal: true'],
    [{ target: 'https://orders.localhost.' }, 'internal: true'],
    [{ methods: [] }, 'must name a method'],
    [{ methods: ['get'] }, 'must be one of GET'],
    [{ methods: ['OPTIONS'] }, 'must be one of GET'],
    [{ permissions: [] }, 'must name a permission'],
    [{ permissions: ['z.read'] }, 'z.read, which is not defined'],
    [{ permissions: ['x.read', 'y.read'] }, 'api://x and api://y'],
    [{ writePermissions: ['y.read'] }, 'api://x and api://y'],
    [{ permissions: ['x.read', 'mail.read'] }, 'https://graph.microsoft.com'],
    [{ timeoutSeconds: -1 }, 'must not be negative'],
    [{ timeoutSeconds: '30' }, 'must be a number of seconds'],
    [{ bodyLimitBytes: 1.5 }, 'whole number'],
    [{ internal: 'yes' }, 'true or false'],
    [{ answerHeaders: ['Set-Cookie'] }, 'never leaves the API'],
    [{ answerHeaders: ['access-control-allow-origin'] }, 'never leaves the API'],
    [{ answerHeaders: ['Content-Security-Policy'] }, 'never leaves the API'],
    [{ answerHeaders: ['X Y'] }, 'must be the name of a header'],
    [{ colour: 'red' }, 'apis[0].colour is not known'],
    [{ name: undefined }, 'apis[0].name is missing'],
    [{ target: undefined }, 'apis[0].target is missing'],
    [{ methods: undefined }, 'apis[0].methods is missing'],
  ])('refuses %j', (changes, problem) => {
    expect(problemsWith(changes as Record<string, unknown>)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    [{ target: 'http://orders.internal:8080/v1', internal: true }],
    [{ target: 'https://127.0.0.1:9', internal: true }],
    [{ target: 'https://93.184.216.34' }],
    [{ prefix: '/api/mailbox' }],
    [{ timeoutSeconds: 0 }],
  ])('accepts %j', (changes) => {
    expect(problemsWith(changes)).toEqual([]);
  });

  it.each([
    ['permissions: { mail.read: { scopes: [Mail.Read] } }', "is one of the product's own"],
    ['permissions: { "a b": { scopes: [Mail.Read] } }', 'must be named of letters'],
    ['permissions: { a.b: { scopes: [] } }', 'must name a scope'],
    ['permissions: { a.b: { scopes: [openid] } }', 'asked for at every sign-in'],
    ['permissions: { a.b: { scopes: ["a b"] } }', 'must be one scope'],
    ['permissions: { a.b: { scopes: [api://a/x, api://b/x] } }', 'api://a and api://b'],
    ['permissions: { a.b: { scopes: [x], colour: red } }', 'permissions.a.b.colour is not known'],
    ['apps: []', 'apps is not known'],
    ['apis: {}', 'must be a list of APIs'],
    ['- 1', 'must hold the members'],
    ['permissions: [', 'is not YAML: line 1'],
    ['a: 1\na: 2', 'is not YAML: line 2'],
  ])('refuses %j', (content, problem) => {
    expect(parse(content).problems).toContainEqual(expect.stringContaining(problem));
  });

  it('reports everything that is wrong at once', () => {
    const api = { name: 'X', prefix: '/x', target: 'x', methods: ['TRACE'], permissions: ['?'], more: 1 };
    const { problems } = parse(JSON.stringify({ permissions: { openid: { scopes: [1] } }, apis: [api, {}] }));

    expect(problems.length).toBeGreaterThan(10);
    expect(problems.every((problem) => problem.startsWith('APIS_FILE: '))).toBe(true);
  });

  it('refuses two APIs with one name or one prefix', () => {
    const api = {
      name: 'x',
      prefix: '/api/x',
      target: 'https://x.example',
      methods: ['GET'],
      permissions: ['mail.read'],
    };

    expect(
      parse(JSON.stringify({ apis: [api, { ...api, name: 'y' }, { ...api, prefix: '/api/y' }] })).problems,
    ).toEqual(['APIS_FILE: two APIs have the name x', 'APIS_FILE: two APIs have the prefix /api/x']);
  });
});
