import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { FastifyReply } from 'fastify';

import { withoutHidden } from '../common/index.js';
import { defaultStillReaderMs, startRawResponse } from '../http/index.js';
import type { GraphStream } from './graph-client.js';
import { problemOfFailure } from './graph-refusal.js';

export interface Download {
  readonly name: string;
  readonly contentType: string | null;
}

const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** Files from other senders are saved and never shown: not by their name, not by their type, not by guessing. */
export function sendDownload(reply: FastifyReply, download: Download, stream: GraphStream): void {
  passOn(reply, stream, savedHeaders(download));
}

/**
 * A file that is created while it is sent. One that can't be completed is aborted, so that nobody mistakes it for
 * complete. So is one whose reader reads nothing: Graph may already have sent its sources, so that nothing else would
 * end it.
 */
export function sendMade(
  reply: FastifyReply,
  download: Download,
  content: Readable,
  stillMs = defaultStillReaderMs,
): void {
  startRawResponse(reply, savedHeaders(download));
  if (reply.request.method === 'HEAD') {
    content.destroy();
    reply.raw.end();
  } else {
    // Node treats a write that makes progress as activity, and resets the timeout for the next request of the
    // connection.
    reply.raw.setTimeout(stillMs, () => reply.raw.destroy());
    pipeline(content, reply.raw).catch(() => undefined);
  }
}

function savedHeaders(download: Download): Readonly<Record<string, string>> {
  return {
    'content-type': safeMediaType(download.contentType),
    'content-disposition': contentDisposition(download.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
}

const shownTypes: Readonly<Record<string, string>> = {
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/avif': 'image/avif',
  'image/bmp': 'image/bmp',
  'application/pdf': 'application/pdf',
  'text/plain': 'text/plain; charset=utf-8',
};
/** For files whose sender has not stated their type. */
const typesByExtension: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

/**
 * Content that cannot run anything is shown if the user wants it, still isolated from our origin; everything else is
 * saved.
 */
export function sendInline(reply: FastifyReply, download: Download, stream: GraphStream): void {
  const declared = safeMediaType(download.contentType);
  const extension = /\.(\w{1,5})$/.exec(download.name)?.[1]?.toLowerCase() ?? '';
  const type = declared === 'application/octet-stream' ? (typesByExtension[extension] ?? declared) : declared;
  const shown = Object.hasOwn(shownTypes, type) ? shownTypes[type] : undefined;
  if (shown === undefined) {
    sendDownload(reply, download, stream);
    return;
  }
  passOn(reply, stream, {
    'content-type': shown,
    'content-disposition': contentDisposition(download.name, 'inline'),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
}

const imageTypes: Readonly<Record<string, string>> = {
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/x-png': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/bmp': 'image/bmp',
};

/** A photo is shown, so it must be a picture that cannot run anything. */
export function sendImage(reply: FastifyReply, stream: GraphStream): void {
  const type = safeMediaType(stream.headers['content-type'] ?? null);
  passOn(reply, stream, {
    'content-type': (Object.hasOwn(imageTypes, type) ? imageTypes[type] : undefined) ?? 'application/octet-stream',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
}

function passOn(reply: FastifyReply, { headers, body }: GraphStream, own: Readonly<Record<string, string>>): void {
  if (body.failure !== undefined) {
    throw problemOfFailure(body.failure);
  }
  startRawResponse(reply, { ...own, ...lengthOf(headers['content-length']) });
  if (reply.request.method === 'HEAD') {
    body.cancel();
    reply.raw.end();
  } else {
    body.relayTo(reply.raw);
  }
}

const longestName = 200;

/** RFC 6266 with RFC 8187: a plain name for old clients, the whole one in UTF-8. */
export function contentDisposition(name: string, kind: 'attachment' | 'inline' = 'attachment'): string {
  const clean = withoutHidden(name)
    .replace(/[/\\]/g, '_')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  const whole = shortened(clean) || 'attachment';
  const plain = whole.replace(/[^ !#$&'()+,.\w@[\]^`{}~=-]/g, '_');
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (character) => `%${hexOf(character)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The extension, which states the type of a file, stays. */
function shortened(name: string): string {
  const extension = /(?<=.)\.[^. ]{1,10}$/u.exec(name)?.[0] ?? '';
  const stem = Array.from(name.slice(0, name.length - extension.length));
  return stem.slice(0, longestName - extension.length).join('') + extension;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

/** Parameters are left out, so that no charset trick survives. */
function safeMediaType(value: string | null): string {
  const type = value?.split(';')[0]?.trim().toLowerCase() ?? '';
  return mediaType.test(type) ? type : 'application/octet-stream';
}

function lengthOf(header: string | undefined): Record<string, string> {
  return header !== undefined && /^\d+$/.test(header) ? { 'content-length': header } : {};
}
