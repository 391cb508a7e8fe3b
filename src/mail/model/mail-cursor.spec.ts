import fc from 'fast-check';

import { Logger, NoMetrics } from '../../common/index.js';
import { loadConfig } from '../../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher } from '../../redis/index.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import type { LiveSession } from '../../session/index.js';
import { GraphAddress } from '../../graph/index.js';
import { LongCursors } from './long-cursors.js';
import { MailCursor } from './mail-cursor.js';

const config = loadConfig(
  {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11',
    ENTRA_CLIENT_SECRET: 'unused',
  },
  () => '',
);
const cipher = new RecordCipher(config, new Logger('silent'), new NoMetrics());
const clock = new FakeClock();
const store = new EmbeddedKeyValueStore(clock);
const address = new GraphAddress('https://graph.microsoft.com/v1.0');
const cursors = new MailCursor(cipher, address, new LongCursors(store, clock));
const link = 'https://graph.microsoft.com/v1.0/me/messages?$skiptoken=abc';
const scope = { list: 'messages', folder: 'inbox', search: undefined, unread: true };

function sessionOf(user: string): LiveSession {
  return {
    id: user,
    user: { id: user, name: user, username: user, tenantId: 't', accountType: 'work' },
    createdAt: 0,
    expiresAt: 0,
    userAgent: '',
    entraSessionId: undefined,
    logoutHint: undefined,
    origin: { transactionId: '', returnTo: '/' },
    device: { state: 'unbound' },
    reference: { userTag: user, fingerprint: 'f' },
    lastSeenAt: 0,
    idleExpiresAt: 0,
    tokensVersion: '',
  };
}

const alice = sessionOf('alice');

describe('a cursor', () => {
  it('leads the same user with the same query to the next page', async () => {
    const cursor = await cursors.seal(alice, scope, link);

    expect(await cursors.open(alice, { unread: true, folder: 'inbox', list: 'messages' }, cursor)).toBe(
      '/me/messages?$skiptoken=abc',
    );
  });

  it('does not reveal where it leads', async () => {
    const cursor = await cursors.seal(alice, scope, link);

    expect(cursor).toMatch(/^[\w-]+$/);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/graph|skiptoken|messages/);
  });

  it.each([
    ['another user', sessionOf('bob'), scope],
    ['another folder', alice, { ...scope, folder: 'archive' }],
    ['another filter', alice, { ...scope, unread: undefined }],
    ['another list', alice, { ...scope, list: 'changes' }],
  ])('is not valid for %s', async (_, session, other) => {
    const cursor = await cursors.seal(alice, scope, link);

    await expect(cursors.open(session, other, cursor)).rejects.toThrow('invalid_cursor');
  });

  it('is not accepted when any of it was changed', async () => {
    const cursor = Buffer.from(await cursors.seal(alice, scope, link), 'base64url');
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const changed = Buffer.from(cursor);
        changed[position] = (changed[position] ?? 0) ^ change;
        await expect(cursors.open(alice, scope, changed.toString('base64url'))).rejects.toThrow('invalid_cursor');
      }),
    );
  });

  it('is not accepted when it was made up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String(), async (text) => {
        await expect(cursors.open(alice, scope, text)).rejects.toThrow('invalid_cursor');
      }),
    );
  });

  it.each([
    'https://graph.microsoft.com/v1.0/users/bob/messages',
    "https://graph.microsoft.com/v1.0/users('bob')/messages",
    'https://graph.microsoft.com/v1.0/users/%E0%A4%A/messages',
    'https://graph.microsoft.com/v1.0/meetings',
    'https://graph.microsoft.com/v1.0/groups/alice/messages',
  ])('is not made of a link into another mailbox: %s', async (other) => {
    await expect(cursors.seal(alice, scope, other)).rejects.toThrow('graph_error');
  });

  it.each([
    "/users('ALICE')/mailFolders('inbox')/messages/delta?$deltatoken=a",
    '/users/alice/messages?$skiptoken=a',
    "/me/mailFolders('inbox')/messages/delta?$deltatoken=a",
  ])('leads on in the own mailbox by any of its names: %s', async (path) => {
    const cursor = await cursors.seal(alice, scope, `https://graph.microsoft.com/v1.0${path}`);

    expect(await cursors.open(alice, scope, cursor)).toBe(path);
  });

  it('follows a link with the backslashes of a search', async () => {
    const written = String.raw`https://graph.microsoft.com/v1.0/me/messages?$search="\"weekly report\""&$skiptoken=T`;

    expect(await cursors.open(alice, scope, await cursors.seal(alice, scope, written))).toBe(
      '/me/messages?$search=%22%5C%22weekly%20report%5C%22%22&$skiptoken=T',
    );
  });

  it('is not made of a link that leads out of Graph', async () => {
    await expect(cursors.seal(alice, scope, 'https://evil.example/v1.0/me')).rejects.toThrow('graph_error');
  });
});
