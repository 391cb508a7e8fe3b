import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ByteContent } from './byte-content.js';

/** A placeholder for the bytes while the rest is written. It is unguessable, so no message can contain it. */
const MARK = `bytes:${randomUUID()}`;

function* pieces(text: string, contents: readonly ByteContent[]): Generator<string> {
  for (const [index, part] of text.split(MARK).entries()) {
    if (index === 0) {
      yield part;
      continue;
    }
    const content = contents[index - 1];
    if (content !== undefined) {
      yield* content.base64();
    }
    yield part;
  }
}

/** JSON in which each ByteContent is written as base64. It is streamed, so a large attachment is never one string. */
export function toJson(value: unknown): string | Readable {
  const contents: ByteContent[] = [];
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (!(member instanceof ByteContent)) {
      return member;
    }
    contents.push(member);
    return MARK;
  });
  return contents.length === 0 ? text : Readable.from(pieces(text, contents), { objectMode: false });
}
