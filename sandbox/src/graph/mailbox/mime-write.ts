import { createHash } from 'node:crypto';
import { htmlToText } from './html-text.js';
import type { Address, MailItem, StoredAttachment } from './mail-item.js';
import { ByteContent } from '../byte-content.js';

const ASCII = /^[\x20-\x7e]*$/;

/** RFC 2047 encoded words of at most 75 characters, never splitting a character. */
function encodeWord(text: string): string {
  if (ASCII.test(text)) {
    return text;
  }
  const words: string[] = [];
  let part = '';
  for (const character of text) {
    if (Buffer.byteLength(part + character) > 42) {
      words.push(part);
      part = '';
    }
    part += character;
  }
  return [...words, part].map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function mailbox({ name, address }: Address): string {
  if (name === '' || name === address) {
    return `<${address}>`;
  }
  return ASCII.test(name) ? `"${name.replace(/(["\\])/g, '\\$1')}" <${address}>` : `${encodeWord(name)} <${address}>`;
}

function list(name: string, addresses: readonly Address[]): readonly string[] {
  return addresses.length === 0 ? [] : [`${name}: ${addresses.map(mailbox).join(',\r\n\t')}`];
}

function fileName(name: string): string {
  return ASCII.test(name) ? `"${name.replace(/(["\\])/g, '\\$1')}"` : `"${encodeWord(name)}"`;
}

function* wrapped(content: ByteContent): Generator<string> {
  for (const piece of content.base64(57)) {
    yield piece.replace(/.{1,76}/g, '$&\r\n');
  }
}

function* textPart(type: string, text: string): Generator<string> {
  yield `Content-Type: ${type}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  yield* wrapped(ByteContent.of(text));
}

function* attachmentPart(attachment: StoredAttachment): Generator<string> {
  yield `Content-Type: ${attachment.contentType}; name=${fileName(attachment.name)}\r\n`;
  yield `Content-Disposition: ${attachment.isInline ? 'inline' : 'attachment'}; filename=${fileName(attachment.name)}; size=${attachment.content.length}\r\n`;
  if (attachment.contentId !== null) {
    yield `Content-ID: <${attachment.contentId}>\r\n`;
  }
  yield 'Content-Transfer-Encoding: base64\r\n\r\n';
  yield* wrapped(attachment.content);
}

function* multipart(subtype: string, boundary: string, parts: readonly Generator<string>[]): Generator<string> {
  yield `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n`;
  for (const part of parts) {
    yield `--${boundary}\r\n`;
    yield* part;
    yield '\r\n';
  }
  yield `--${boundary}--\r\n`;
}

function content(item: MailItem, boundary: (kind: string) => string): Generator<string> {
  const { body, attachments } = item;
  const text =
    body.contentType === 'text'
      ? textPart('text/plain', body.content)
      : multipart('alternative', boundary('alt'), [
          textPart('text/plain', htmlToText(body.content)),
          textPart('text/html', body.content),
        ]);
  const inline = attachments.filter((each) => each.isInline);
  const related =
    inline.length === 0 ? text : multipart('related', boundary('rel'), [text, ...inline.map(attachmentPart)]);
  const files = attachments.filter((each) => !each.isInline);
  return files.length === 0 ? related : multipart('mixed', boundary('mix'), [related, ...files.map(attachmentPart)]);
}

/** The message as RFC 5322 source, in pieces. */
export function* mimeSource(item: MailItem): Generator<string> {
  const digest = createHash('sha256').update(`${item.internetMessageId}:${item.key}`).digest('hex').slice(0, 24);
  const headers = [
    ...(item.from === null ? [] : [`From: ${mailbox(item.from)}`]),
    ...list('To', item.to),
    ...list('CC', item.cc),
    ...list('Bcc', item.bcc),
    ...list('Reply-To', item.replyTo),
    `Subject: ${encodeWord(item.subject)}`,
    `Date: ${new Date(item.sentAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${item.internetMessageId}`,
    ...(item.importance === 'normal' ? [] : [`Importance: ${item.importance}`]),
    ...item.headers.map(({ name, value }) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ];
  yield `${headers.join('\r\n')}\r\n`;
  yield* content(item, (kind) => `_000_${digest}${kind}_`);
}
