import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import type { Replica, Replicas } from '../support/replicas.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { counted } from './measured.js';

export interface Target {
  readonly system: Replicas;
  /** A hostile signed-in user with every permission except sending. */
  readonly hostile: UserAgent;
  readonly hostileMessage: string;
  readonly largeAttachment: string;
}

export interface Attack {
  readonly name: string;
  /** The measurements before there was a defence. */
  readonly before: string;
  /** @returns the attacker's result */
  readonly run: (target: Target) => Promise<string>;
}

interface Shot {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The body is not finished, and the response not read. */
  readonly holdsMs?: number;
}

/** One request, to any address: the status, `held` when there was no response while it was held, or how it broke. */
function shoot(
  replica: Replica,
  { method = 'GET', path, headers = {}, body, holdsMs }: Shot,
): Promise<number | string> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port: replica.port, method, path, headers, agent: false });
    const end = (what: number | string): void => {
      clearTimeout(timer);
      outgoing.destroy();
      resolve(what);
    };
    const timer = setTimeout(() => {
      end('held');
    }, holdsMs ?? 30_000);
    outgoing.on('error', () => {
      end('cut off');
    });
    outgoing.on('response', (response: IncomingMessage) => {
      if (holdsMs !== undefined && response.statusCode === 200) {
        response.on('error', () => undefined).pause();
        return;
      }
      const status = response.statusCode ?? 0;
      response.on('error', () => undefined).resume();
      end(status);
    });
    if (body !== undefined) {
      outgoing.write(body);
    }
    if (holdsMs === undefined || method === 'GET') {
      outgoing.end();
    }
  });
}

/** The limit of concurrent requests: as many as this process can send without being the slowest part. */
const atOnce = 16;

/** In turn at each replica, `width` at a time; without it all at once, for requests to be held. */
async function volley({ all }: Replicas, shots: readonly Shot[], width = shots.length): Promise<string> {
  const answers: (number | string)[] = [];
  const left = shots.entries();
  const gun = async (): Promise<void> => {
    for (const [index, shot] of left) {
      answers.push(await shoot(all[index % all.length] ?? all[0], shot));
    }
  };
  await Promise.all(times(width, gun));
  return counted(answers);
}

function of({ hostile, system }: Pick<Target, 'hostile' | 'system'>): Record<string, string> {
  return { cookie: hostile.cookies.header(new URL(system.origin), () => true), 'x-csrf': '1', origin: system.origin };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** An address in one IPv6 /56. */
function neighbour(index: number): string {
  return `2001:db8:0:1${(index % 256).toString(16).padStart(2, '0')}::${index.toString(16)}`;
}

const mebibyte = 1_048_576;

export const attacks: readonly Attack[] = [
  {
    name: '600 bodies of strangers that are never finished, to the notifications',
    before: '138 → 430 MiB',
    run: ({ system }) =>
      volley(
        system,
        times(600, (index) => ({
          method: 'POST',
          path: '/graph/notifications',
          headers: {
            'content-type': 'application/json',
            'content-length': '60000',
            'x-forwarded-for': neighbour(index),
          },
          body: 'x'.repeat(59_000),
          holdsMs: 5_000,
        })),
      ),
  },
  {
    name: '120 uploads of one user that stand still',
    before: '169 → 660 MiB',
    run: (target) =>
      volley(
        target.system,
        times(120, (index) => ({
          method: 'POST',
          path: `/api/mail/drafts/${target.hostileMessage}/attachments?name=${index}.bin`,
          headers: {
            ...of(target),
            'content-type': 'application/octet-stream',
            'content-length': String(100 * mebibyte),
          },
          body: Buffer.alloc(4 * mebibyte),
          holdsMs: 8_000,
        })),
      ),
  },
  {
    name: '24 reads of a message with 130,000 unknown tags',
    before: 'list of another user: 54 s, usually 30 ms',
    run: (target) =>
      volley(
        target.system,
        times(24, () => ({ path: `/api/mail/messages/${target.hostileMessage}`, headers: of(target) })),
      ),
  },
  {
    name: '4,000 sign-ins begun from one IPv6 /56',
    before: '16 MB of Redis full in 9 s',
    run: ({ system }) =>
      volley(
        system,
        times(4_000, (index) => ({
          path: '/auth/login',
          headers: { 'x-forwarded-for': neighbour(index), accept: 'application/json' },
        })),
        atOnce,
      ),
  },
  {
    name: '2,000 made-up `sid`s to the front-channel sign-out',
    before: 'a record in Redis for each',
    run: ({ system }) =>
      volley(
        system,
        times(2_000, (index) => ({
          path: `/auth/frontchannel-logout?sid=made-up-${index}`,
          headers: { 'x-forwarded-for': neighbour(index) },
        })),
        atOnce,
      ),
  },
  {
    name: '20 notifications of 60 KB with forged entries',
    before: '1,000 Redis commands for one',
    run: ({ system }) =>
      volley(
        system,
        times(20, (index) => ({
          method: 'POST',
          path: '/graph/notifications',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': neighbour(index) },
          body: JSON.stringify({
            value: times(350, (entry) => ({
              subscriptionId: `made-up-${entry}`,
              clientState: `${'a'.repeat(22)}.${'b'.repeat(22)}.${'c'.repeat(43)}`,
            })),
          }),
        })),
      ),
  },
  {
    name: '96 downloads of one user that are not read',
    before: '64 held every connection to Graph',
    run: (target) =>
      volley(
        target.system,
        times(96, () => ({ path: target.largeAttachment, headers: of(target), holdsMs: 14_000 })),
      ),
  },
  {
    name: '300 event streams of one user',
    before: 'no limit',
    run: (target) =>
      volley(
        target.system,
        times(300, () => ({ path: '/auth/events', headers: of(target), holdsMs: 4_000 })),
      ),
  },
  {
    name: '400 refused sends, each with a ticket to consent',
    before: 'a record in Redis for each',
    run: async (target) => {
      const answers: (number | string)[] = [];
      for (let index = 0; index < 400; index += 4) {
        const sent = times(4, () =>
          target.hostile.xhr('POST', target.system.all[(index / 4) % 2 === 0 ? 0 : 1].at('/api/mail/messages'), {
            to: [{ address: 'x@contoso.example' }],
            subject: 'x',
            body: { contentType: 'text', content: 'x' },
          }),
        );
        answers.push(...(await Promise.all(sent)).map(({ status }) => status));
      }
      return counted(answers);
    },
  },
  {
    name: '60 messages of 6 MB by one user at once',
    before: 'no limit of their sum',
    run: (target) => {
      const body = JSON.stringify({ subject: 'x', body: { contentType: 'text', content: 'x'.repeat(5_900_000) } });
      return volley(
        target.system,
        times(60, () => ({
          method: 'POST',
          path: '/api/mail/drafts',
          headers: {
            ...of(target),
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(body)),
          },
          body,
        })),
      );
    },
  },
];

/** A large file in a draft of the hostile user; the path of its download. */
export async function largeAttachmentOf(system: Replicas, hostile: UserAgent): Promise<string> {
  const made = await hostile.xhr('POST', '/api/mail/drafts', { subject: 'Large' });
  const { id } = jsonOf<{ id: string }>(made);
  const outgoing = request({
    host: '127.0.0.1',
    port: system.all[0].port,
    method: 'POST',
    path: `/api/mail/drafts/${encodeURIComponent(id)}/attachments?name=large.bin`,
    headers: {
      ...of({ system, hostile }),
      'content-type': 'application/octet-stream',
      'content-length': String(24 * mebibyte),
    },
  });
  for (let piece = 0; piece < 24; piece++) {
    outgoing.write(Buffer.alloc(mebibyte));
    await pause(1);
  }
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = (await response.setEncoding('utf8').toArray()).join('');
  const { id: attachment } = JSON.parse(text) as { id: string };
  return `/api/mail/messages/${encodeURIComponent(id)}/attachments/${encodeURIComponent(attachment)}`;
}
