/**
 * For `node --import`: on SIGUSR2 writes into the file LOADED_MODULES which files the process has loaded, and which of them have
 * functions that were called since the last time. ES modules by a hook of the loader, CommonJS by its cache, calls by V8's coverage.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire, register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

const urls = new Set();
const { port1, port2 } = new MessageChannel();
port1.on('message', (url) => urls.add(url));
port1.unref();
register(
  `data:text/javascript,${encodeURIComponent(`
    let port;
    export function initialize(data) { port = data; }
    export async function load(url, context, next) { port.postMessage(url); return next(url, context); }
  `)}`,
  { parentURL: import.meta.url, data: port2, transferList: [port2] },
);

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

process.on('SIGUSR2', () => void write());

async function write() {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  // The first function of a script is the script itself: that it was loaded is no call.
  const called = result.filter(({ functions }) => functions.slice(1).some(({ ranges }) => ranges[0].count > 0));
  const { cache } = createRequire(import.meta.url);
  const loaded = [...pathsOf(urls), ...Object.keys(cache)];
  const report = { loaded: [...new Set(loaded)], called: pathsOf(called.map(({ url }) => url)) };
  writeFileSync(process.env.LOADED_MODULES, JSON.stringify(report));
}

/** Scripts of CommonJS are named by their path, ES modules by their URL. */
function pathsOf(names) {
  return [...names]
    .filter((name) => name.startsWith('file:') || name.startsWith('/'))
    .map((name) => (name.startsWith('file:') ? fileURLToPath(name) : name));
}
