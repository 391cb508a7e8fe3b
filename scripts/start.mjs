/**
 * `npm start`: starts the local Entra and Graph, the service with its embedded store, and the mail app, on one URL. Settings of
 * the environment take precedence: `REDIS_URL=… npm start` uses that Redis.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { build, root } from './build.mjs';

const leastNode = [20, 19];
const readyWithinMs = 60_000;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
  fail(`Node ${leastNode.join('.')} or later is needed; this is ${process.versions.node}.`);
}

const children = [];
let isStopping = false;
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

if ((await build(root)).length > 0) {
  fail('A build failed; see its output above.');
}

const port = Number(process.env.PORT ?? (await freePort(3000)));
const publicUrl = process.env.PUBLIC_URL ?? `http://localhost:${port}`;
const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const clientSecret = randomBytes(24).toString('base64url');
const caFolder = join(root, '.cache', 'sandbox-ca');
const caFile = execFileSync(process.execPath, [join(root, 'sandbox/dist/make-ca.js'), caFolder])
  .toString()
  .trim();

const sandbox = start('sandbox/dist/main.js', {
  SANDBOX_PAGES_PORT: String(await freePort(4010)),
  SANDBOX_AUTHORITY_PORT: String(await freePort(4011)),
  SANDBOX_GRAPH_PORT: String(await freePort(4012)),
  SANDBOX_UPLOADS_PORT: String(await freePort(4013)),
  SANDBOX_ORDERS_PORT: String(await freePort(4014)),
  SANDBOX_CA_DIR: caFolder,
  SANDBOX_CLIENT_ID: clientId,
  SANDBOX_CLIENT_SECRET: clientSecret,
  SANDBOX_CLIENT_NAME: 'Mail',
  SANDBOX_REDIRECT_URIS: `${publicUrl}/auth/callback,${publicUrl}/auth/admin-consent/callback`,
  SANDBOX_POST_LOGOUT_REDIRECT_URIS: `${publicUrl}/`,
  SANDBOX_FRONTCHANNEL_LOGOUT_URL: `${publicUrl}/auth/frontchannel-logout`,
});
const places = await firstJsonLine(sandbox);

const service = start('dist/main.js', {
  PORT: String(port),
  PUBLIC_URL: publicUrl,
  ENTRA_AUTHORITY_HOST: places.authorityHost,
  ENTRA_TENANT: 'common',
  ENTRA_CLIENT_ID: clientId,
  ENTRA_CLIENT_SECRET: clientSecret,
  GRAPH_BASE_URL: places.graphBaseUrl,
  LOG_LEVEL: 'warn',
  ...process.env,
  NODE_EXTRA_CA_CERTS: withOwnCertificates(caFile),
});
service.stdout.pipe(process.stdout);
await untilReady(`http://127.0.0.1:${port}/health/ready`);
process.stdout.write(`
  Mail        ${publicUrl}
  Sandbox     ${places.pagesUrl}/_sandbox   (switches for consent, MFA, outages, …)

  Sign in with one of the accounts that the sign-in page shows. Ctrl+C ends everything.

`);

function start(script, environment) {
  const child = spawn(process.execPath, [join(root, script)], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  child.on('exit', (code) => {
    if (!isStopping) {
      process.stderr.write(`${script} has ended with code ${code}\n`);
      stop(code === 0 ? 1 : (code ?? 1));
    }
  });
  return child;
}

/** The sandbox's CA and the ones that the environment already trusts, in one file, because Node reads only one. */
function withOwnCertificates(file) {
  const own = process.env.NODE_EXTRA_CA_CERTS;
  if (own === undefined || own === '') {
    return file;
  }
  const joined = join(caFolder, 'trusted.pem');
  writeFileSync(joined, `${readFileSync(own, 'utf8')}\n${readFileSync(file, 'utf8')}`);
  return joined;
}

function firstJsonLine(child) {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => (line.startsWith('{') ? resolve(JSON.parse(line)) : process.stdout.write(`${line}\n`)));
    child.on('exit', () => reject(new Error('the sandbox did not start')));
  });
}

async function untilReady(url) {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await pause(100);
  }
  fail(`The service did not become ready at ${url}.`);
}

/** `preferred`, or any free port when that one is taken. */
function freePort(preferred) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      const other = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = other.address();
        other.close(() => resolve(free));
      });
    });
    probe.listen(preferred, '127.0.0.1', () => probe.close(() => resolve(preferred)));
  });
}

function stop(code) {
  if (isStopping) {
    return;
  }
  isStopping = true;
  const exits = children
    .filter((child) => child.exitCode === null)
    .map((child) => new Promise((resolve) => child.once('exit', resolve)));
  children.forEach((child) => child.kill('SIGTERM'));
  void Promise.race([Promise.all(exits), pause(5_000)]).then(() => {
    children.forEach((child) => child.kill('SIGKILL'));
    process.exit(code);
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  stop(1);
  process.exit(1);
}
