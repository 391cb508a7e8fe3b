import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Logger, type RoutePolicy } from '../../src/common/index.js';
import { loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';
import { BffAdapter } from '../../src/http/index.js';
import type { DeclaredRoute } from '../../src/http/route-table.js';

/**
 * The specification: every route and its declaration. A route that is missing here, or declares something else, is a
 * separate decision. Method, path, access, CSRF, body and the seconds for it, extension of the idle limit, budget,
 * permissions.
 */
const specification = `
DELETE /api/mail/blocked-senders/:address | session | csrf | no body | extends | session | mailbox.settings
DELETE /api/mail/drafts/:id | session | csrf | no body | extends | session | mail.write
DELETE /api/mail/drafts/:id/attachments/:attachmentId | session | csrf | no body | extends | session | mail.write
DELETE /api/mail/drafts/:id/send | session | csrf | no body | extends | session | mail.write
DELETE /api/mail/folders/:id | session | csrf | no body | extends | session | mail.write
DELETE /api/mail/messages/:id | session | csrf | no body | extends | session | mail.write
DELETE /auth/sessions/:id | session | csrf | no body | extends | session | -
GET /api/mail/automatic-replies | session | csrf | no body | extends | session | mailbox.settings
GET /api/mail/blocked-senders | session | csrf | no body | extends | session | mailbox.settings
GET /api/mail/categories | session | csrf | no body | extends | session | mailbox.settings
GET /api/mail/changes | session | csrf | no body | - | session | mail.read
GET /api/mail/conversations/:id | session | csrf | no body | unless-notified | session | mail.read
GET /api/mail/drafts/scheduled | session | csrf | no body | extends | session | mail.read
GET /api/mail/events | session | csrf | no body | - | session | mail.read | event-streams
GET /api/mail/folders | session | csrf | no body | unless-notified | session | mail.read
GET /api/mail/messages | session | csrf | no body | unless-notified | session | mail.read
GET /api/mail/messages/:id | session | csrf | no body | unless-notified | session | mail.read
GET /api/mail/messages/:id/attachments.zip | session | csrf | no body | extends | session | mail.read
GET /api/mail/messages/:id/attachments/:attachmentId | session | csrf | no body | extends | session | mail.read
GET /api/mail/messages/:id/source | session | csrf | no body | extends | session | mail.read
GET /api/mail/pictures | session | csrf | no body | unless-notified | session | mail.read
GET /api/mail/start | session | csrf | no body | unless-notified | session | mail.read
GET /api/me | session | csrf | no body | extends | session | profile.read
GET /api/me/photo | session | csrf | no body | extends | session | profile.read
GET /api/people | session | csrf | no body | extends | session | people.read
GET /api/people/:id/photo | session | csrf | no body | - | session | people.read
GET /auth/admin-consent/callback | navigation | - | no body | - | sign-in | -
GET /auth/callback | navigation | - | no body | - | sign-in | -
GET /auth/events | session | csrf | no body | - | session | - | event-streams
GET /auth/frontchannel-logout | public | - | no body | - | front-channel | - | frame
GET /auth/interactions/:ticket | navigation | - | no body | - | sign-in | -
GET /auth/login | navigation | - | no body | - | sign-in | -
GET /auth/permissions | session | csrf | no body | - | session | -
GET /auth/session | public | csrf | no body | - | none | -
GET /auth/sessions | session | csrf | no body | extends | session | -
GET /health/live | public | - | no body | - | none | - | never shed
GET /health/ready | public | - | no body | - | none | - | never shed
GET /problems/:code | public | - | no body | - | none | - | never shed
PATCH /api/mail/drafts/:id | session | csrf | json 6144 KB in 300 s | extends | session | mail.write
PATCH /api/mail/folders/:id | session | csrf | json 64 KB in 30 s | extends | session | mail.write
PATCH /api/mail/messages/:id | session | csrf | json 64 KB in 30 s | extends | session | mail.write
POST /api/mail/drafts | session | csrf | json 6144 KB in 300 s | extends | session | mail.write
POST /api/mail/drafts/:id/attachments | session | csrf | stream 153600 KB in 1800 s | extends | session | mail.write | uploads
POST /api/mail/drafts/:id/send | session | csrf | json 64 KB in 30 s | extends | session | mail.write+mail.send
POST /api/mail/folders | session | csrf | json 64 KB in 30 s | extends | session | mail.write
POST /api/mail/folders/:id/empty | session | csrf | no body | extends | session | mail.write
POST /api/mail/folders/:id/mark-all-read | session | csrf | no body | extends | session | mail.write
POST /api/mail/messages | session | csrf | json 6144 KB in 300 s | extends | session | mail.send
POST /api/mail/messages/:id/forward | session | csrf | json 6144 KB in 300 s | extends | session | mail.send
POST /api/mail/messages/:id/invitation | session | csrf | json 64 KB in 30 s | extends | session | mail.read+calendar.respond
POST /api/mail/messages/:id/move | session | csrf | json 64 KB in 30 s | extends | session | mail.write
POST /api/mail/messages/:id/reply | session | csrf | json 6144 KB in 300 s | extends | session | mail.send
POST /api/mail/messages/:id/reply-all | session | csrf | json 6144 KB in 300 s | extends | session | mail.send
POST /api/mail/messages/:id/unsubscribe | session | csrf | no body | extends | session | mail.read
POST /api/mail/messages/actions | session | csrf | json 1024 KB in 300 s | extends | session | mail.write
POST /auth/device/refresh | public | same-origin | no body | - | device | -
POST /auth/device/registration | public | same-origin | no body | - | device | -
POST /auth/interactions | session | csrf | json 16 KB in 30 s | extends | session | -
POST /auth/logout | public | csrf | json 16 KB in 30 s | - | none | -
POST /graph/notifications | public | - | json+text 512 KB in 30 s | - | notifications | -
PUT /api/mail/automatic-replies | session | csrf | json 1024 KB in 300 s | extends | session | mailbox.settings
PUT /api/mail/blocked-senders/:address | session | csrf | no body | extends | session | mail.read+mailbox.settings
`.trim();

function lineOf({ method, path, policy }: DeclaredRoute): string {
  const { access, csrf, extendsIdle, budget, inFlight, isShed, answer, permissions } = policy;
  return [
    `${method} ${path}`,
    access,
    csrf === true ? 'csrf' : csrf === false ? '-' : csrf,
    bodyOf(policy),
    extendsIdle === true ? 'extends' : extendsIdle === false ? '-' : extendsIdle,
    budget,
    permissions.join('+') || '-',
    ...(inFlight === undefined ? [] : [inFlight]),
    ...(isShed ? [] : ['never shed']),
    ...(answer === 'data' ? [] : [answer]),
  ].join(' | ');
}

function bodyOf({ body: { kinds, limitBytes, withinSeconds } }: RoutePolicy): string {
  return kinds.length === 0 ? 'no body' : `${kinds.join('+')} ${limitBytes / 1024} KB in ${withinSeconds} s`;
}

describe('the routes', () => {
  let app: NestFastifyApplication;
  let routes: readonly DeclaredRoute[];
  let origin: string;

  const ask = async (
    { method, path }: DeclaredRoute,
    headers: Record<string, string>,
  ): Promise<[string, number, string]> => {
    const response = await fetch(origin + path.replaceAll(/:\w+/g, 'x'), { method, headers });
    return [`${method} ${path}`, response.status, ((await response.json()) as { code: string }).code];
  };

  beforeAll(async () => {
    const config = loadConfig(
      {
        ENTRA_TENANT: 'common',
        ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
        ENTRA_CLIENT_SECRET: 'not used',
        GRAPH_NOTIFICATION_URL: 'https://mail.example/graph/notifications',
        NODE_ENV: 'test',
      },
      () => '',
    );
    app = await createApp(config, { logger: new Logger('silent'), webRoot: 'none' });
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
    const adapter = app.getHttpAdapter();
    routes = (adapter as unknown as BffAdapter).routes.routes.filter(
      ({ method, path }) => method !== 'HEAD' && !path.startsWith('/api/docs'),
    );
  });

  afterAll(() => app.close());

  it('declare what the table states, and nothing else is served', () => {
    expect(app.getHttpAdapter()).toBeInstanceOf(BffAdapter);
    expect(routes.map(lineOf).sort().join('\n')).toBe(specification);
  });

  it('respond to HEAD as to GET', () => {
    const all = (app.getHttpAdapter() as unknown as BffAdapter).routes.routes;
    const policies = (wanted: string): unknown =>
      Object.fromEntries(all.filter(({ method }) => method === wanted).map(({ path, policy }) => [path, policy]));

    expect(policies('HEAD')).toEqual(policies('GET'));
  });

  it('for a session refuse a request without one', async () => {
    const answers = await Promise.all(
      routes.filter(({ policy }) => policy.access === 'session').map((route) => ask(route, { 'x-csrf': '1' })),
    );

    expect(answers.length).toBeGreaterThan(15);
    expect(answers.filter(([, status, code]) => status !== 401 || code !== 'login_required')).toEqual([]);
  });

  it('refuse a request without the CSRF header or, for a navigation, as a subresource', async () => {
    const answers = await Promise.all(
      routes
        .filter(({ policy }) => policy.csrf === true || policy.access === 'navigation')
        .map((route) => ask(route, { 'sec-fetch-dest': 'image' })),
    );

    expect(answers.length).toBeGreaterThan(20);
    expect(
      answers.filter(([, status, code]) => status !== 403 || !/^(?:csrf_rejected|navigation_required)$/.test(code)),
    ).toEqual([]);
  });

  it('below /api and /auth require the header, except for navigations, calls of the browser itself, and the sign-out of Entra', () => {
    const open = routes.filter(({ path, policy }) => /^\/(?:api|auth)\//.test(path) && policy.csrf !== true);

    const others = open.filter(({ policy }) => policy.access !== 'navigation');
    expect(others.map(({ path, policy }) => [path, policy.csrf])).toEqual(
      expect.arrayContaining([
        ['/auth/frontchannel-logout', false],
        ['/auth/device/registration', 'same-origin'],
        ['/auth/device/refresh', 'same-origin'],
      ]),
    );
    expect(others).toHaveLength(3);
  });
});

describe('the source', () => {
  it('decides nothing by the path of a request', () => {
    const folder = join(import.meta.dirname, '../../src');
    const deciding = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
      .filter((path) =>
        /startsWith\(['"`]\/(?:api|auth|graph)|\^\\\/\(?(?:\?:)?(?:api|auth|graph)/.test(
          readFileSync(join(folder, path), 'utf8'),
        ),
      );

    // The paths that an operator's file may name are checked when it is read, not when a request comes.
    expect(deciding).toEqual(['config/api-schemas.ts']);
  });
});
