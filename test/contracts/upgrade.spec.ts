import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { timestampIn } from '../../src/session/session-record.js';
import { type RecordsOfAVersion, StoredRecords, userId } from './stored-records.js';

const folder = join(import.meta.dirname, 'records');
const root = join(import.meta.dirname, '../..');
/** Length of the time that a session's record begins with. */
const sessionPrefix = 13;

function isSession(key: string): boolean {
  return /^bff:session:v1:\{[^}]+\}:[\w-]{43}$/.test(key);
}

const written = Date.parse('2026-11-22T10:00:00Z');

/**
 * The values as written, member by member: the sentences of this table change only when old records get another
 * meaning.
 */
const EXPECTED = {
  session: expect.objectContaining({
    id: 'handle',
    user: {
      id: userId,
      name: 'Alice Moreau',
      username: 'alice@contoso.example',
      tenantId: 't',
      accountType: 'work',
    },
    createdAt: written,
    entraSessionId: 'sid',
    logoutHint: 'O.hint',
    claims: { roles: ['Clerk'] },
    device: expect.objectContaining({ state: 'confirmed', thumbprint: 'thumbprint' }) as unknown,
  }) as unknown,
  partition: expect.objectContaining({ cache: expect.stringContaining(userId) as unknown }) as unknown,
  interaction: expect.objectContaining({
    kind: 'consent_required',
    permissions: ['mail.send'],
    returnTo: '/compose',
  }) as unknown,
  consent: expect.objectContaining({ purpose: 'consent', codeVerifier: 'verifier', expectedUserId: userId }) as unknown,
  signIn: expect.objectContaining({ purpose: 'sign_in', nonce: 'nonce', permissions: ['mail.send'] }) as unknown,
  push: { id: 'subscription', secret: 'fingerprint', expiresAt: written + 1_800_000, isDue: false },
  device: { key: 'thumbprint', endsAt: written + 300_000 },
  cursor: '/me/messages?$skiptoken=abc',
  picture: 'https://pictures.example/a.png',
  request: 'done',
};
const NOTHING = Object.fromEntries(Object.keys(EXPECTED).map((kind) => [kind, null]));

function recordsOf(version: string): RecordsOfAVersion {
  return JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8')) as RecordsOfAVersion;
}

/** Every sealed value, changed: `bytes` is the sealed part, `name` the name it was sealed for. */
function changed(records: RecordsOfAVersion, change: (bytes: Buffer, name: string) => Buffer): RecordsOfAVersion {
  const stored = Object.entries(records.stored).map(([key, text]) => {
    const bytes = Buffer.from(text, 'base64');
    const prefix = isSession(key) ? sessionPrefix : 0;
    return [key, Buffer.concat([bytes.subarray(0, prefix), change(bytes.subarray(prefix), key)]).toString('base64')];
  });
  const held = Object.entries(records.held).map(([kind, { value, name }]) =>
    name === undefined
      ? [kind, { value }]
      : [kind, { name, value: change(Buffer.from(value, 'base64url'), name).toString('base64url') }],
  );
  return {
    stored: Object.fromEntries(stored) as RecordsOfAVersion['stored'],
    held: Object.fromEntries(held) as RecordsOfAVersion['held'],
  };
}

/** As a later version may write it: with an unknown member. */
function withLaterMember(json: unknown): unknown {
  return Array.isArray(json) ? json.map(withLaterMember) : { ...(json as object), ofALaterVersion: { since: '9.0.0' } };
}

/**
 * During a rolling upgrade two versions share the store and the browsers. Each version's records are checked in when it is released
 * (`RECORD=1.2.0 npm run jest -- test/contracts/upgrade`), and read by all later ones.
 */
describe('records of other versions', () => {
  it('are written for a release on request', async () => {
    const { RECORD: version } = process.env;
    if (version !== undefined) {
      const records = await new StoredRecords().write();
      writeFileSync(join(folder, `${version}.json`), `${JSON.stringify(records, null, 2)}\n`);
    }
    expect(readdirSync(folder)).toContain('0.1.0.json');
  });

  const versions = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

  it.each(versions)('of %s are read, each kind with what was written', async (version) => {
    expect(await new StoredRecords().read(recordsOf(version))).toEqual(EXPECTED);
  });

  it('of a later version that adds members are read without them', async () => {
    const { cipher, ...records } = await ownRecords();
    let count = 0;
    const later = changed(records, (bytes, name) => {
      const opened = cipher.open(name, bytes)?.toString();
      if (opened?.startsWith('{') !== true && opened?.startsWith('[') !== true) {
        return bytes;
      }
      count += 1;
      return cipher.seal(name, JSON.stringify(withLaterMember(JSON.parse(opened))));
    });

    expect(count).toBe(8);
    expect(await new StoredRecords().read(later)).toEqual(EXPECTED);
  });

  it('in a later layout are ignored, and break nothing: the user signs in again', async () => {
    const { cipher, ...records } = await ownRecords();
    let count = 0;
    const later = changed(records, (bytes, name) => {
      if (cipher.tryOpen(name, bytes) === undefined) {
        return bytes;
      }
      count += 1;
      return Buffer.concat([Buffer.of(2), bytes.subarray(1)]);
    });

    expect(count).toBe(10);
    // An unreadable request must not be executed twice either: it is refused, not repeated.
    expect(await new StoredRecords().read(later)).toEqual(NOTHING);
  });

  it('are of the existing kinds: a new codec has its record here, or a reason', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .filter((file) => readFileSync(join(root, 'src', file), 'utf8').includes('new RecordCodec('))
      .map((file) => `src/${file.replaceAll('\\', '/')}`);
    expect(files.sort()).toEqual([
      'src/auth/interaction-store.ts',
      'src/auth/transaction-store.ts',
      // In clear text, hashes and sizes only: the cursors that it named expire by themselves.
      'src/mail/model/long-cursors.ts',
      // In clear text, for ten minutes: an unreadable record counts as if the mailbox had never been polled.
      'src/mail/notifications/mailbox-poller.ts',
      'src/mail/notifications/push-records.ts',
      'src/mail/sending/idempotent-requests.ts',
      'src/session/device-binding/device-cookie.ts',
      'src/session/session-record.ts',
      // For seconds: a replica that can't read an outcome requests a token itself.
      'src/tokens/refresh-coordinator.ts',
    ]);
  });

  async function ownRecords(): Promise<RecordsOfAVersion & Pick<StoredRecords, 'cipher'>> {
    const own = new StoredRecords();
    return { ...(await own.write()), cipher: own.cipher };
  }

  it('of sessions begin with a time in clear text', async () => {
    const { stored } = await ownRecords();
    const [record = ''] = Object.entries(stored).flatMap(([key, value]) => (isSession(key) ? [value] : []));
    expect(timestampIn(Buffer.from(record, 'base64'))).toBe(written);
  });
});
