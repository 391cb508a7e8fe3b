import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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

/** Ends what was started here and nothing else. */
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

  /** A target: measured from inside by the probe, its log read as a container's runtime reads it. */
  static startTarget(script, { environment = {}, nodeOptions = [], core = targetCore } = {}) {
    const args = ['--import', probe, ...nodeOptions, script];
    const child = start(core, process.execPath, args, { environment, hasChannel: true, stdout: 'pipe' });
    child.stdout.resume();
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
