import { z } from 'zod';

import { Logger, NoMetrics } from '../common/index.js';
import { loadConfig } from '../config/index.js';
import { parseJson, RecordCodec, recordIn } from './record-codec.js';
import { RecordCipher } from './record-cipher.js';

const schema = z.object({ name: z.string(), until: z.number() });
const key = 'bff:thing:v1:a';
const record = { name: 'ä', until: 1 };

describe.each([
  ['in clear text', (): RecordCodec<typeof schema> => new RecordCodec(schema), 'broken'],
  ['sealed', (): RecordCodec<typeof schema> => new RecordCodec(schema, cipher()), 'unreadable'],
])('a record %s', (_, codecOf, kindOfDamaged) => {
  it('is read as it was written', () => {
    const codec = codecOf();
    const raw = codec.encode(key, record);

    expect(codec.decode(key, raw)).toEqual({ kind: 'record', raw, record });
  });

  it('is absent when the key holds nothing', () => {
    expect(codecOf().decode(key, null)).toEqual({ kind: 'absent' });
  });

  it('equals a text', () => {
    const codec = codecOf();

    expect(recordIn(codec.decodeText(key, codec.encodeText(key, record)))).toEqual(record);
    expect(codec.decodeText(key, undefined)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['no JSON', Buffer.from('{"name":')],
    ['another shape', Buffer.from('{"name":1}')],
    ['nothing at all', Buffer.alloc(0)],
  ])('is invalid when the key holds %s, and nothing is thrown', (__, raw) => {
    const stored = codecOf().decode(key, raw);

    expect(stored).toEqual({ kind: kindOfDamaged, raw });
    expect(recordIn(stored)).toBeUndefined();
  });
});

describe('a sealed record', () => {
  it('is unreadable under the name of another key, and with other encryption keys', () => {
    const codec = new RecordCodec(schema, cipher());
    const raw = codec.encode(key, record);

    expect(codec.decode('bff:thing:v1:b', raw).kind).toBe('unreadable');
    expect(new RecordCodec(schema, cipher()).decode(key, raw).kind).toBe('unreadable');
  });

  it('is broken, not unreadable, when it is ours and has another layout', () => {
    const own = cipher();
    const raw = new RecordCodec(z.object({ other: z.string() }), own).encode(key, { other: 'x' });

    expect(new RecordCodec(schema, own).decode(key, raw)).toEqual({ kind: 'broken', raw });
  });

  it('reveals nothing of its content', () => {
    expect(new RecordCodec(schema, cipher()).encode(key, record).includes('ä')).toBe(false);
  });
});

describe('a message of the bus', () => {
  it('is what it says, or undefined when it says something else', () => {
    expect(parseJson(schema, JSON.stringify(record))).toEqual(record);
    expect(parseJson(schema, '{"name":"a"}')).toBeUndefined();
    expect(parseJson(schema, 'x')).toBeUndefined();
  });
});

function cipher(): RecordCipher {
  const config = loadConfig(
    { ENTRA_TENANT: 'common', ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11', ENTRA_CLIENT_SECRET: 's' },
    () => '',
  );
  return new RecordCipher(config, new Logger('silent'), new NoMetrics());
}
