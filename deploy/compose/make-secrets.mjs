/**
 * `node make-secrets.mjs <folder>`: makes the secrets of an installation as files; those that are there stay as they are.
 * Needs nothing but Node.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the service sends, and what its script calls; anything else is refused by the server. */
const redisCommands = [
  ...['-@all', '+@connection', '-@dangerous', '+info', '+publish', '+subscribe', '+unsubscribe', '+eval', '+evalsha'],
  ...['+get', '+incrby', '+expire', '+mget', '+getdel', '+set', '+setrange', '+del', '+exists', '+pttl', '+pexpire'],
];

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: make-secrets <folder>\n');
  process.exit(64);
}
mkdirSync(folder, { recursive: true });

const redisPassword = keep('redis-password', random());
keep('encryption-keys', `k1:${random()}`);
keep(
  'redis-users.acl',
  [
    'user default reset',
    `user bff on #${sha256(redisPassword)} resetchannels ~bff:* &bff:* ${redisCommands.join(' ')}`,
    '',
  ].join('\n'),
);

/** The content of the file; `fresh` is written when there is none. Containers read it under other users' ids. */
function keep(name, fresh) {
  const path = join(folder, name);
  if (!existsSync(path)) {
    writeFileSync(path, fresh, { flag: 'wx' });
    chmodSync(path, 0o444);
    process.stdout.write(`made ${path}\n`);
  }
  return readFileSync(path, 'utf8').trim();
}

function random() {
  return randomBytes(32).toString('base64url');
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
