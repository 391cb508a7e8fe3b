import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The target has a core for itself; load, upstream and Redis share another. */
export const targetCore = 0;
export const otherCore = 1;

const canPin = spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;
const probe = fileURLToPath(new URL('probe.mjs', import.meta.url));
const children = new Set();

export function fileOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void endAll().then(() => process.exit(1)));
}

/** Ends the processes that were started here, and no others. */
export async function endAll() {
  const exits = [...children].map((child) => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    return exit;
  });
  await Promise.all(exits);
}

export function start(core, command, args, { environment = {}, hasChannel = false, stdout = 'ignore' } = {}) {
  const [file, ...rest] = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
  const stdio = ['ignore', stdout, 'inherit', ...(hasChannel ? ['ipc'] : [])];
  const child = spawn(file, rest, { env: { ...process.env, ...environment }, stdio });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** A real pipe with a reader, as a container's runtime has one. The pipes of Node are sockets, and more expensive to write to. */
function openLogPipe() {
  const path = join(mkdtempSync(join(tmpdir(), 'bff-bench-')), 'log');
  spawnSync('mkfifo', [path]);
  start(otherCore, 'sh', ['-c', 'exec cat "$0" > /dev/null', path]);
  const descriptor = openSync(path, 'w');
  rmSync(dirname(path), { recursive: true });
  return descriptor;
}

/** A Node process that answers messages, one at a time. */
export class Worker {
  #waiting = { resolve: () => undefined, reject: () => undefined };

  constructor(child) {
    this.child = child;
    child.on('message', (message) => this.#waiting.resolve(message));
    child.on('exit', () => this.#waiting.reject(new Error(`${child.spawnargs.join(' ')} has ended`)));
  }

  static async start(core, script, environment = {}) {
    const worker = new Worker(start(core, process.execPath, [script], { environment, hasChannel: true }));
    const ready = await worker.#next();
    return Object.assign(worker, { ready });
  }

  /** Starts a target. The probe measures it from inside, and its log is read as a container's runtime reads it. */
  static startTarget(script, { environment = {}, nodeOptions = [], core = targetCore } = {}) {
    const args = ['--import', probe, ...nodeOptions, script];
    const stdout = openLogPipe();
    const child = start(core, process.execPath, args, { environment, hasChannel: true, stdout });
    closeSync(stdout);
    return new Worker(child);
  }

  ask(message) {
    const answer = this.#next();
    this.child.send(message);
    return answer;
  }

  async end(signal = 'SIGKILL') {
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }

  #next() {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}
