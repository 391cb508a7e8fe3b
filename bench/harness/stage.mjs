/** The environment of the targets (Redis, Graph, Entra, the load), and the targets that are ready. */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { clientId, tenantId } from './identities.mjs';
import { endAll, fileOf, freePort, otherCore, start, Worker } from './processes.mjs';
import { seedUsers } from './users.mjs';

const targetFiles = {
  limit: 'targets/limit.mjs',
  mappedLimit: 'targets/limit-mapped.mjs',
  sample: 'targets/sample.mjs',
  product: '../dist/main.js',
};

export class Stage {
  targets = {};
  #secret = randomBytes(24).toString('base64url');
  #keys = `bench:${randomBytes(32).toString('base64url')}`;

  static async open() {
    const stage = new Stage();
    await stage.#open();
    return stage;
  }

  async #open() {
    const redisPort = await freePort();
    const folder = tmpdir();
    start(otherCore, 'redis-server', [
      '--port',
      String(redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      folder,
    ]);
    this.redisUrl = `redis://127.0.0.1:${redisPort}`;
    this.redis = new Redis(this.redisUrl, { retryStrategy: () => 50 });
    this.redis.on('error', () => undefined);
    await this.redis.ping();
    const caFolder = join(fileOf('..'), '.cache', 'sandbox-ca');
    this.graph = await Worker.start(otherCore, fileOf('harness/graph.mjs'));
    this.entra = await Worker.start(otherCore, fileOf('harness/entra.mjs'), { BENCH_CA_FOLDER: caFolder });
    this.load = await Worker.start(otherCore, fileOf('harness/load.mjs'));
  }

  environment(port) {
    const { origin, caFile } = this.entra.ready;
    const graphOrigin = `http://127.0.0.1:${this.graph.ready.port}`;
    return {
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      ENTRA_AUTHORITY_HOST: origin,
      ENTRA_TENANT: tenantId,
      ENTRA_CLIENT_ID: clientId,
      ENTRA_CLIENT_SECRET: this.#secret,
      SAMPLE_SECRET: this.#secret,
      GRAPH_BASE_URL: `${graphOrigin}/v1.0`,
      BENCH_GRAPH_ORIGIN: graphOrigin,
      REDIS_URL: this.redisUrl,
      ENCRYPTION_KEYS: this.#keys,
      NODE_EXTRA_CA_CERTS: caFile,
    };
  }

  seed(options) {
    return seedUsers({ environment: this.environment(3000), ...options });
  }

  /** Starts a target and waits until it listens. */
  async startTarget(name, { file = targetFiles[name], environment = {}, readyPath, ...options } = {}) {
    const port = await freePort();
    const startedAt = performance.now();
    const worker = Worker.startTarget(fileOf(file), {
      ...options,
      environment: { ...this.environment(port), ...environment },
    });
    Object.assign(worker, { port, name });
    await this.#untilReady(worker, readyPath);
    worker.readyAfterMs = performance.now() - startedAt;
    this.targets[name] = worker;
    return worker;
  }

  async #untilReady({ port, name, child }, readyPath) {
    const path = readyPath ?? (name.startsWith('product') ? '/health/ready' : '/health/live');
    for (let attempt = 0; attempt < 1000; attempt++) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response !== undefined && (response.ok || !name.startsWith('product'))) {
        return;
      }
      if (child.exitCode !== null) {
        throw new Error(`${name} has ended at start`);
      }
      await pause(10);
    }
    throw new Error(`${name} was not ready in time`);
  }

  /** One run of load, with the resources that the target used and the number of Redis commands. */
  async measure(target, load) {
    const before = await this.#redisCalls();
    await target.ask('begin');
    const run = await this.load.ask({ command: 'run', port: target.port, ...load });
    const used = await target.ask('end');
    if (run.error !== undefined || Object.keys(run.wrong).length > 0) {
      throw new Error(`${target.name}: ${run.error ?? JSON.stringify(run.wrong)}`);
    }
    const after = await this.#redisCalls();
    const redisReads = after.reads - before.reads;
    if (redisReads < run.count) {
      throw new Error(`${target.name} asked Redis ${redisReads} times for ${run.count} requests`);
    }
    return {
      ...run,
      perSecond: run.count / run.seconds,
      cpuPerRequest: used.cpuMicroseconds / run.count,
      cpuShare: used.cpuMicroseconds / 1e6 / run.seconds,
      rss: used.rss,
      gcMs: used.gcMs,
      collections: used.collections,
      longestGcMs: used.longestGcMs,
      longestBlockMs: used.longestBlockMs,
      redisReads,
      redisCommands: after.all - before.all,
    };
  }

  /** Redis commands so far, including those of scripts: the reads of one or several keys, and all except our own `INFO`. */
  async #redisCalls() {
    const stats = await this.redis.info('commandstats');
    const calls = [...stats.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].filter(([, name]) => name !== 'info');
    const sum = (those) => those.reduce((total, [, , count]) => total + Number(count), 0);
    return { reads: sum(calls.filter(([, name]) => /^(?:get|mget|getdel|getex)$/.test(name))), all: sum(calls) };
  }

  /** Redis commands and calls to Graph so far. */
  async calls() {
    return { redis: (await this.#redisCalls()).all, graph: (await this.graph.ask({})).calls };
  }

  async close() {
    this.redis.disconnect();
    await endAll();
  }
}
