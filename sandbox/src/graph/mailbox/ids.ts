import { createHash } from 'node:crypto';

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Exchange's REST ids are base64 in which `/` is `-` and `+` is `_`. */
function restBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('/', '-').replaceAll('+', '_');
}

export function guidFrom(text: string): string {
  const hex = sha256(text).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** The default id. A move changes it, because `place` is part of it. */
export function restId(mailboxGuid: string, kind: string, key: string, place: string): string {
  return restBase64(
    Buffer.concat([
      Buffer.from([0, 3, 0x24, 0]),
      Buffer.from(mailboxGuid, 'ascii'),
      Buffer.from([0, 0x46, 0, 0, 0, 0, 0]),
      sha256(`${mailboxGuid}:${kind}:${key}:${place}`),
      sha256(`${mailboxGuid}:${kind}:${place}`).subarray(0, 24),
      Buffer.alloc(10),
    ]),
  );
}

/** The id for `Prefer: IdType="ImmutableId"`: the same wherever the item goes inside its mailbox. */
export function immutableId(mailboxGuid: string, kind: string, key: string): string {
  return restBase64(
    Buffer.concat([
      Buffer.from([0, 9, 0, 0x2e, 0, 0, 0, 0, 0]),
      sha256(`${mailboxGuid}:immutable`).subarray(0, 16),
      sha256(`${mailboxGuid}:${kind}:${key}`),
      Buffer.alloc(2),
    ]),
  );
}

export function conversationIdOf(mailboxGuid: string, conversation: string): string {
  return restBase64(
    Buffer.concat([
      Buffer.from([0, 4, 0x24, 0]),
      Buffer.from(mailboxGuid, 'ascii'),
      Buffer.from([0, 0x10, 0]),
      sha256(conversation).subarray(0, 16),
    ]),
  );
}

export function changeKeyOf(mailboxGuid: string, key: string, revision: number): string {
  return Buffer.concat([
    Buffer.from([9, 0, 0, 0, 0x16, 0, 0, 0]),
    sha256(mailboxGuid).subarray(0, 16),
    sha256(`${key}:${revision}`).subarray(0, 9),
  ]).toString('base64');
}

/** Five more bytes for each reply in the thread, as in MS-OXOMSG 2.2.1.3. */
export function conversationIndexOf(conversation: string, startedAt: number, depth: number): string {
  const header = Buffer.alloc(22);
  header[0] = 1;
  header.writeUIntBE(Math.floor(startedAt / 1000), 1, 5);
  sha256(conversation).copy(header, 6, 0, 16);
  const answers = Buffer.concat(
    Array.from({ length: depth }, (_, level) => sha256(`${conversation}:${level}`).subarray(0, 5)),
  );
  return Buffer.concat([header, answers]).toString('base64');
}

/** The prefixes of all ids of a mailbox, cut where base64 does not depend on the bytes that follow. */
function beginnings(mailboxGuid: string): readonly string[] {
  return [restId(mailboxGuid, '', '', '').slice(0, 52), immutableId(mailboxGuid, '', '').slice(0, 32)];
}

/** Exchange returns 404 only for an id that this mailbox could have issued; any other text is malformed (400). */
export function couldBeIdOf(mailboxGuid: string, text: string): boolean {
  return /^[A-Za-z0-9_=-]+$/.test(text) && beginnings(mailboxGuid).some((start) => text.startsWith(start));
}
