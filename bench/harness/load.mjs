/**
 * Load in a closed loop: each connection sends its next request after the response. It checks every status, and every length
 * when the responses are alike. The callers of `fetch` compare the bodies.
 */
import { connect } from 'node:net';

import { ResponseReader } from './raw-http.mjs';

const commands = { prepare, run, signIn, burst, openStreams, closeStreams, fetch: fetchOne };
/** Requests by name, so that ten thousand are sent over the channel once and not for every round. */
const preparedByName = new Map();

process.on('message', ({ command, ...options }) => {
  commands[command](options).then(
    (result) => process.send(result),
    (error) => process.send({ error: String(error) }),
  );
});
process.send('ready');

function bytesOf({ path, headers }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n`);
}

async function prepare({ name, requests }) {
  preparedByName.set(name, requests.map(bytesOf));
  return {};
}

const streams = new Set();

/** Opens event streams, some at a time, and leaves them open. */
async function openStreams({ port, requests, atOnce = 50 }) {
  const waiting = requests.map(bytesOf);
  const openOne = (bytes) =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
      socket.once('data', (data) => {
        const status = data.latin1Slice(9, 12);
        return status === '200' ? resolve() : reject(new Error(`a stream got the status ${status}`));
      });
      socket.once('error', reject);
      socket.once('close', () => streams.delete(socket));
      socket.on('data', () => undefined);
      streams.add(socket);
    });
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await openOne(next);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { open: streams.size };
}

async function closeStreams() {
  const open = streams.size;
  streams.forEach((socket) => socket.destroy());
  return { open };
}

/** Users are in random order, unless each sends one request. */
async function run({ port, requests, prepared: name, isInTurn = false, connections, milliseconds }) {
  const prepared = requests?.map(bytesOf) ?? preparedByName.get(name);
  let turn = 0;
  const nextRequest = () => prepared[isInTurn ? turn++ % prepared.length : Math.floor(Math.random() * prepared.length)];
  const latencies = [];
  const wrong = {};
  let bytes = 0;
  const startedAt = performance.now();
  const end = startedAt + milliseconds;
  const hasMore = (now) => (isInTurn ? turn < prepared.length : now < end);
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise((resolve, reject) => {
          let sentAt = 0;
          const socket = connect({ port, host: '127.0.0.1', noDelay: true }, send);
          const reader = new ResponseReader(({ status, bytes: length }) => {
            const now = performance.now();
            latencies.push(now - sentAt);
            bytes += length;
            if (status !== 200) {
              wrong[status] = (wrong[status] ?? 0) + 1;
            }
            if (hasMore(now)) {
              send();
            } else {
              socket.destroy();
              resolve();
            }
          });
          socket.on('data', (data) => reader.push(data));
          socket.on('error', reject);
          socket.on('end', () => reject(new Error('the target has closed a connection')));
          function send() {
            sentAt = performance.now();
            socket.write(nextRequest());
          }
        }),
    ),
  );
  return { ...resultOf(latencies, startedAt), bytes, wrong };
}

function resultOf(latencies, startedAt) {
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((one, other) => one - other);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { count: latencies.length, seconds, p50: at(0.5), p99: at(0.99) };
}

/** A browser's part of a sign-in. It skips Entra's pages: the code names the user. */
async function signIn({ port, connections, milliseconds }) {
  const latencies = [];
  const wrong = {};
  const startedAt = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < startedAt + milliseconds) {
        const sentAt = performance.now();
        const status = await signInOnce(port, next++ % 1000);
        latencies.push(performance.now() - sentAt);
        if (status !== 'session') {
          wrong[status] = (wrong[status] ?? 0) + 1;
        }
      }
    }),
  );
  return { ...resultOf(latencies, startedAt), bytes: 0, wrong };
}

async function signInOnce(port, number) {
  const login = await fetchOne({ port, request: { path: '/auth/login?returnTo=/', headers: {} } });
  const authorize = new URL(/\r\nlocation: *(\S+)/i.exec(login.head)?.[1]);
  const nonce = authorize.searchParams.get('nonce');
  const code = Buffer.from(JSON.stringify({ number, nonce })).toString('base64url');
  const state = encodeURIComponent(authorize.searchParams.get('state'));
  const callback = await fetchOne({
    port,
    request: { path: `/auth/callback?code=${code}&state=${state}`, headers: { cookie: cookiesOf(login) } },
  });
  const isSession = (callback.status === 302 || callback.status === 303) && !/auth_error/.test(callback.head);
  return isSession ? 'session' : `${callback.status} ${callback.head}`;
}

function cookiesOf({ head }) {
  return [...head.matchAll(/\r\nset-cookie: *([^;\r]+)/gi)].map(([, pair]) => pair).join('; ');
}

/** Sends all requests at once, and measures the time until the last response. */
async function burst({ requests }) {
  const startedAt = performance.now();
  const answers = await Promise.all(requests.map(fetchOne));
  const statuses = {};
  for (const { status, body } of answers) {
    const outcome = status === 200 ? '200' : `${status} ${/"code":"(\w+)"/.exec(body)?.[1]}`;
    statuses[outcome] = (statuses[outcome] ?? 0) + 1;
  }
  return { milliseconds: performance.now() - startedAt, statuses };
}

function fetchOne({ port, request }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytesOf(request)));
    const reader = new ResponseReader(
      ({ status, head, body }) => {
        socket.destroy();
        resolve({ status, head, body: body.toString() });
      },
      { keepsBody: true },
    );
    socket.on('data', (data) => reader.push(data));
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('the target has closed a connection without a response')));
  });
}
