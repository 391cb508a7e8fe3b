import { readFileSync } from 'node:fs';
import { ROUTES } from './routes/index.js';
import { covers, mailRead } from './scopes.js';
import { allScopes, errorOf, GraphFixture } from './testing/graph-fixture.js';
import { describeWithSharedData } from '../testing/shared-data.js';

interface PermissionFile {
  readonly permissions: Readonly<
    Record<
      string,
      { readonly pathSets: readonly { methods: string[]; schemeKeys: string[]; paths: Record<string, string> }[] }
    >
  >;
}

describe('scopes', () => {
  const graph = new GraphFixture();
  afterAll(() => graph.app.close());

  it('grants by short name, by full name, in any case', () => {
    expect(covers(new Set(['https://graph.microsoft.com/mail.read']), mailRead)).toBe(true);
    expect(covers(new Set(['Mail.Send']), mailRead)).toBe(false);
    expect(covers(new Set(), [])).toBe(true);
  });

  it.each([
    ['GET', '/me', 'Mail.Read', 'Authorization_RequestDenied'],
    ['GET', '/me/messages', 'User.Read', 'ErrorAccessDenied'],
    ['GET', '/me/messages', 'Mail.Send', 'ErrorAccessDenied'],
    ['GET', '/me/messages/abc/attachments', 'Mail.ReadBasic', 'ErrorAccessDenied'],
    ['POST', '/me/sendMail', 'Mail.ReadWrite', 'ErrorAccessDenied'],
    ['POST', '/me/messages', 'Mail.Read Mail.Send', 'ErrorAccessDenied'],
    ['POST', '/me/messages/abc/attachments/createUploadSession', 'Mail.Send', 'ErrorAccessDenied'],
    ['PATCH', '/me/messages/abc', 'Mail.Read', 'ErrorAccessDenied'],
    ['DELETE', '/me/messages/abc', 'Mail.Read', 'ErrorAccessDenied'],
  ] as const)('refuses %s %s with %s', async (method, path, scopes, code) => {
    const answer = await graph.call(method, path, { scopes });
    expect([answer.status, errorOf(answer).code]).toEqual([403, code]);
    expect((await graph.call(method, path, { scopes: allScopes })).status).not.toBe(403);
  });
});

/** In the file a parameter is `{id}`, and `$value` is left out. */
function spell(template: string): string {
  return template
    .replace(/\/\$(value|count)$/, '')
    .replace(/\{\w+\}/g, '{id}')
    .toLowerCase();
}

function listedScopes(file: PermissionFile): ReadonlyMap<string, ReadonlySet<string>> {
  const listed = new Map<string, Set<string>>();
  for (const [scope, { pathSets }] of Object.entries(file.permissions)) {
    if (scope.endsWith('.Shared')) {
      continue;
    }
    for (const { methods, paths } of pathSets) {
      for (const key of Object.keys(paths).flatMap((path) =>
        methods.map((method) => `${method} ${path.toLowerCase()}`),
      )) {
        listed.set(key, (listed.get(key) ?? new Set()).add(scope));
      }
    }
  }
  return listed;
}

describeWithSharedData('data/graph-mail-permissions.json', 'the permission table of Microsoft Graph', (file) => {
  const listed = listedScopes(JSON.parse(readFileSync(file, 'utf8')) as PermissionFile);
  const known = ROUTES.filter((route) => listed.has(`${route.method} ${spell(route.template)}`));

  it('covers most of the routes', () => {
    expect(known.length).toBeGreaterThan(40);
  });

  it.each(known.map((route) => [route.method, route.template, route] as const))(
    'agrees on %s %s',
    (method, template, route) => {
      const wanted = listed.get(`${method} ${spell(template)}`) ?? new Set<string>();
      const isBytes = template.endsWith('/$value');
      const missing = [...wanted].filter(
        (scope) => !route.scopes.includes(scope) && !(isBytes && scope === 'Mail.ReadBasic'),
      );
      // The table omits that ReadWrite includes Read, and the wider permissions of the directory.
      const surplus = route.scopes.filter(
        (scope) =>
          !wanted.has(scope) && !wanted.has(scope.replace('.ReadWrite', '.Read')) && !scope.startsWith('User.Read'),
      );
      expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
    },
  );
});
