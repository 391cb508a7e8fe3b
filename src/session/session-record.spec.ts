import { liveSession } from '../../test/support/mail-session.js';
import { sealedIn, SessionRecords, timestampIn, timestampOf } from './session-record.js';
import type { Session } from './session.js';

const { reference: _, lastSeenAt: __, idleExpiresAt: ___, tokensVersion: ____, ...session } = liveSession();

/** In clear text, so that a test can change what was written. */
const records = new SessionRecords({ seal: (_key, text) => Buffer.from(text), open: (_key, sealed) => sealed });

function write(written: Session): string {
  return records.seal('a key', written).toString();
}

function read(text: string): Session | undefined {
  return records.open('a key', Buffer.from(text));
}

describe('the record of a session', () => {
  it.each([
    { entraSessionId: 'sid', logoutHint: 'hint' },
    { entraSessionId: undefined, logoutHint: undefined },
  ])('is read as it was written, with %j', (changes) => {
    const written = { ...session, ...changes };

    expect(read(write(written))).toStrictEqual(written);
  });

  it.each([
    ['another kind of account', { user: { ...session.user, accountType: 'robot' } }],
    ['no user', { user: undefined }],
    ['no sid, which is not null', { entraSessionId: undefined }],
    ['a hint that is a number', { logoutHint: 1 }],
    ['a device binding that is not known', { device: { state: 'engraved' } }],
  ])('of another version is absent: %s', (_what, changes) => {
    const record = JSON.parse(write(session)) as object;

    expect(read(JSON.stringify(record))).toBeDefined();
    expect(read(JSON.stringify({ ...record, ...changes }))).toBeUndefined();
  });

  it('of a version without device bindings is unbound', () => {
    const { device: _device, ...older } = JSON.parse(write(session)) as Session;

    expect(read(JSON.stringify(older))).toStrictEqual(session);
    expect(session.device).toEqual({ state: 'unbound' });
  });

  it('names the frontend where there are several, and is unchanged where there is one', () => {
    expect(read(write({ ...session, frontend: 'desk' }))?.frontend).toBe('desk');
    expect(Object.keys(JSON.parse(write({ ...session, frontend: undefined })) as object)).not.toContain('frontend');
  });

  it('has the time of its last use in front, in a fixed number of bytes', () => {
    const record = Buffer.concat([timestampOf(42), Buffer.from('sealed')]);

    expect({ lastSeenAt: timestampIn(record), sealed: sealedIn(record) }).toEqual({
      lastSeenAt: 42,
      sealed: Buffer.from('sealed'),
    });
  });
});
