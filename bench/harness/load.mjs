/**
 * Load in a closed loop: each connection sends the next request when it has its answer. Every status and, when the answers
 * are alike, every length is checked; bodies are compared by whoever asks for `fetch`.
 */
import { connect } from 'node:net';

import { AnswerReader } from './raw-http.mjs';

const commands = { run, fetch: fetchOne };

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

async function run({ port, requests, connections, milliseconds }) {
  const prepared = requests.map(bytesOf);
  const latencies = [];
  const wrong = {};
  let next = 0;
  let bytes = 0;
  const begun = performance.now();
  const end = begun + milliseconds;
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise((resolve, reject) => {
        let sentAt = 0;
        const socket = connect({ port, host: '127.0.0.1', noDelay: true }, send);
        const reader = new AnswerReader(({ status, bytes: length }) => {
          const now = performance.now();
          latencies.push(now - sentAt);
          bytes += length;
          if (status !== 200) {
            wrong[status] = (wrong[status] ?? 0) + 1;
          }
          if (now < end) {
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
          socket.write(prepared[next++ % prepared.length]);
        }
      });
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((one, other) => one - other);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { count: latencies.length, seconds, bytes, wrong, p50: at(0.5), p99: at(0.99) };
}

function fetchOne({ port, request }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytesOf(request)));
    const reader = new AnswerReader(
      ({ status, head, body }) => {
        socket.destroy();
        resolve({ status, head, body: body.toString() });
      },
      { keepsBody: true },
    );
    socket.on('data', (data) => reader.push(data));
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('closed without an answer')));
  });
}
