import type { z } from 'zod';

import type { RecordCipher } from './record-cipher.js';

/**
 * The state of a key, distinguished here only: nothing (`absent`), a value that isn't sealed by a key of ours for that
 * name or was damaged (`unreadable`), one that is ours and has another layout, as another version may write it
 * (`broken`), or a record. The reader decides what each means.
 */
export type StoredRecord<R> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' | 'broken'; readonly raw: Buffer }
  | { readonly kind: 'record'; readonly raw: Buffer; readonly record: R };

/** Seals for a name, and opens under the same name only. */
export type Sealer = Pick<RecordCipher, 'seal' | 'open'>;

/** How a record is written and read: JSON of one schema, sealed for the name of its key when there is a cipher. */
export class RecordCodec<Schema extends z.ZodType> {
  constructor(
    private readonly schema: Schema,
    private readonly cipher?: Sealer,
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
    if (plaintext === undefined) {
      return { kind: 'unreadable', raw };
    }
    const { success, data } = this.schema.safeParse(jsonOf(plaintext));
    return success ? { kind: 'record', raw, record: data } : { kind: 'broken', raw };
  }

  /** As `encode`, for values that are sent as a text: a cookie, the result of a lease. */
  encodeText(name: string, record: z.input<Schema>): string {
    return this.encode(name, record).toString('base64url');
  }

  decodeText(name: string, text: string | undefined): StoredRecord<z.output<Schema>> {
    return this.decode(name, text === undefined ? null : Buffer.from(text, 'base64url'));
  }
}

/** The record, for callers that treat absent, unreadable and broken alike. */
export function recordIn<R>(stored: StoredRecord<R>): R | undefined {
  return stored.kind === 'record' ? stored.record : undefined;
}

/** The value of a clear text (a message of the bus, an index); undefined for one that this version can't read. */
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
