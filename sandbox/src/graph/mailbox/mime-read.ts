import { randomUUID } from 'node:crypto';
import { ByteContent } from '../byte-content.js';
import type { Address, MailBody, MailContent, StoredAttachment } from './mail-item.js';

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

function decodeQuotedPrintable(text: string): Buffer {
  return Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function decodeCharset(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi, (_whole, charset: string, encoding: string, data: string) =>
      decodeCharset(
        encoding.toUpperCase() === 'B' ? Buffer.from(data, 'base64') : decodeQuotedPrintable(data.replaceAll('_', ' ')),
        charset,
      ),
    );
}

function split(bytes: Buffer): Part {
  const text = bytes.toString('latin1');
  const gap = /\r?\n\r?\n/.exec(text);
  const end = gap === null ? text.length : gap.index;
  const headers = new Map<string, string>();
  for (const line of bytes
    .subarray(0, end)
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      headers.set(name.toLowerCase(), value ?? '');
    }
  }
  return { headers, body: gap === null ? Buffer.alloc(0) : bytes.subarray(gap.index + gap[0].length) };
}

function parameterOf(header: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${name}="?(?:(?<=")([^"]*)"|([^;\\s]*))`, 'i').exec(header) ?? [];
  const value = quoted ?? plain;
  return value === undefined ? undefined : decodeWords(value);
}

function readAddresses(header: string | undefined): readonly Address[] {
  return (header?.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [])
    .map((entry) => {
      const [, name = '', bracketed] = /^\s*(.*?)\s*<([^>]*)>\s*$/.exec(entry) ?? [];
      const address = (bracketed ?? entry).trim();
      const display = decodeWords(name.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1'));
      return { name: display === '' ? address : display, address };
    })
    .filter((each) => each.address !== '');
}

function decoded({ headers, body }: Part): Buffer {
  switch (headers.get('content-transfer-encoding')?.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(body.toString('latin1'));
    default:
      return body;
  }
}

function* leaves(part: Part): Generator<Part> {
  const type = part.headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\//i.test(type) ? parameterOf(type, 'boundary') : undefined;
  if (boundary === undefined) {
    yield part;
    return;
  }
  const pieces = `\r\n${part.body.toString('latin1')}`.split(`\n--${boundary}`);
  for (const piece of pieces.slice(1)) {
    if (piece.startsWith('--')) {
      return;
    }
    yield* leaves(split(Buffer.from(piece.replace(/^[^\n]*\n/, '').replace(/\r$/, ''), 'latin1')));
  }
}

function attachmentOf(part: Part, type: string, now: number): StoredAttachment {
  const disposition = part.headers.get('content-disposition') ?? '';
  const contentId = part.headers.get('content-id')?.replace(/^<|>$/g, '') ?? null;
  return {
    key: randomUUID(),
    name: parameterOf(disposition, 'filename') ?? parameterOf(type, 'name') ?? 'attachment',
    contentType: type.split(';')[0]?.trim() ?? 'application/octet-stream',
    isInline: /^inline/i.test(disposition),
    contentId,
    content: ByteContent.of(decoded(part)),
    modifiedAt: now,
  };
}

/** Reads what a client may send as MIME: headers, text, HTML and files. Undefined when it is not a message. */
export function readMime(source: Buffer, now: number): Partial<MailContent> | undefined {
  const message = split(source);
  const { headers } = message;
  if (headers.size === 0) {
    return undefined;
  }
  let body: MailBody = { contentType: 'text', content: '' };
  const attachments: StoredAttachment[] = [];
  for (const part of leaves(message)) {
    const type = part.headers.get('content-type') ?? 'text/plain';
    const isAttachment = /^attachment/i.test(part.headers.get('content-disposition') ?? '');
    const [, subtype] = /^text\/(plain|html)/i.exec(type) ?? [];
    if (subtype === undefined || isAttachment) {
      attachments.push(attachmentOf(part, type, now));
    } else if (subtype.toLowerCase() === 'html' || body.content === '') {
      const content = decodeCharset(decoded(part), parameterOf(type, 'charset') ?? 'utf-8');
      body = { contentType: subtype.toLowerCase() === 'html' ? 'html' : 'text', content };
    }
  }
  const from = readAddresses(headers.get('from'))[0];
  const importance = headers.get('importance')?.toLowerCase();
  return {
    subject: decodeWords(headers.get('subject') ?? ''),
    body,
    ...(from === undefined ? {} : { from }),
    to: readAddresses(headers.get('to')),
    cc: readAddresses(headers.get('cc')),
    bcc: readAddresses(headers.get('bcc')),
    replyTo: readAddresses(headers.get('reply-to')),
    importance: importance === 'low' || importance === 'high' ? importance : 'normal',
    ...(headers.has('message-id') ? { internetMessageId: headers.get('message-id') ?? '' } : {}),
    headers: [...headers].filter(([name]) => name.startsWith('x-')).map(([name, value]) => ({ name, value })),
    attachments,
  };
}
