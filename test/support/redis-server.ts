import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePort } from './free-port.js';

const run = promisify(execFile);

/** A real redis-server on loopback that a test can stop, start again with its data, and freeze. */
export class RedisServer {
  #process: ChildProcess | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'bff-redis-'));

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.up();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it with its saved data. */
  async up(): Promise<void> {
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    this.#process = spawn('redis-server', [...fixed, '--appendonly', 'yes', ...this.options], { stdio: 'ignore' });
    await this.#untilAnswering();
  }

  /** Kills it, as a crash does. */
  async down(): Promise<void> {
    await this.#signal('SIGKILL');
  }

  /** Connections stay open without responses. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Names of the keys that match a glob. */
  async keys(pattern: string): Promise<string[]> {
    return (await this.command('KEYS', pattern)).split('\n').filter((line) => line !== '');
  }

  async command(...command: readonly string[]): Promise<string> {
    const { stdout } = await run('redis-cli', ['-p', String(this.port), '--raw', ...command]);
    return stdout;
  }

  /** A number of `INFO`; `NaN` when it is absent. */
  async figure(section: string, name: string): Promise<number> {
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await this.command('INFO', section))?.[1]);
  }

  /** Bytes. */
  usedMemory(): Promise<number> {
    return this.figure('memory', 'used_memory');
  }

  /** Fills its memory, so that it refuses every command that could need memory. */
  async fill(): Promise<void> {
    const reserve = 1_000_000;
    await this.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await this.command('CONFIG', 'SET', 'maxmemory', String((await this.usedMemory()) + reserve));
    let part = 0;
    while (!(await this.#isFull(part))) {
      part++;
    }
    // Closing connections release some memory. It stays full even then, at much less than a tenth above its limit.
    await this.command('CONFIG', 'SET', 'maxmemory', String(Math.floor((await this.usedMemory()) * 0.97)));
  }

  /** Removes what `fill` has stored. */
  async freeMemory(): Promise<void> {
    const parts = await this.keys('filler:*');
    await this.command('DEL', ...parts);
    await this.command('CONFIG', 'SET', 'maxmemory', '0');
  }

  async #isFull(part: number): Promise<boolean> {
    return (await this.command('SET', `filler:${part}`, 'x'.repeat(60_000))).startsWith('OOM');
  }

  /** Moves time for every key that expires. */
  async advance(milliseconds: number): Promise<void> {
    const expireSooner = `
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local ttl = redis.call('PTTL', key)
        if ttl >= 0 then redis.call('PEXPIRE', key, ttl - ARGV[1]) end
      end`;
    await this.command('EVAL', expireSooner, '0', String(milliseconds));
  }

  /** Every command that ever wrote, including deleted values. */
  everythingWritten(): string {
    const folder = join(this.#folder, 'appendonlydir');
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('\n');
  }

  async close(): Promise<void> {
    this.thaw();
    await this.#signal('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child !== undefined && child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
  }

  async #untilAnswering(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await isListening(this.port)) {
        return;
      }
      await pause(25);
    }
    throw new Error('redis-server did not start');
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('connect', () => socket.write('PING\r\n'));
  });
}
