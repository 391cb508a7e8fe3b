import type { z } from 'zod';

import type { RecordCipher } from './record-cipher.js';

/**
 * What a key holds. Absent isn't broken: a value that can't be read (made with a key that we don't have, by another version, or
 * damaged) is told apart from no value, and whoever reads it has to say what that means.
 */
export type StoredRecord<R> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly raw: Buffer }
  | { readonly kind: 'record'; readonly raw: Buffer; readonly record: R };

/** How a record is written and read: JSON of one shape, sealed for the name of its key when there is a cipher. */
export class RecordCodec<Schema extends z.ZodType> {
  constructor(
    private readonly schema: Schema,
    private readonly cipher?: Pick<RecordCipher, 'seal' | 'open'>,
  ) {}

  encode(key: string, record: z.input<Schema>): Buffer {
    const json = JSON.stringify(record);
    return this.cipher === undefined ? Buffer.from(json) : this.cipher.seal(key, json);
  }

  decode(key: string, raw: Buffer | null): StoredRecord<z.output<Schema>> {
    if (raw === null) {
      return { kind: 'absent' };
    }
    const plaintext = this.cipher === undefined ? raw : this.cipher.open(key, raw);
    const parsed = plaintext === undefined ? undefined : this.schema.safeParse(jsonOf(plaintext));
    return parsed?.success === true ? { kind: 'record', raw, record: parsed.data } : { kind: 'unreadable', raw };
  }
}

/** The record, for whom unreadable and absent are the same. */
export function recordIn<R>(stored: StoredRecord<R>): R | undefined {
  return stored.kind === 'record' ? stored.record : undefined;
}

/** What a text in clear says (a message of the bus, an index); undefined for one that this version can't read. */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: Buffer | string,
): z.output<Schema> | undefined {
  return schema.safeParse(jsonOf(text)).data;
}

function jsonOf(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}
