/** Loaded into a target by `--import`: reports over the channel what its process has used. The target itself is unchanged. */
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
let gcMs = 0;
let collections = 0;
let longestGcMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    gcMs += duration;
    longestGcMs = Math.max(longestGcMs, duration);
    collections++;
  }
}).observe({
  entryTypes: ['gc'],
});
let usedAtStart = process.cpuUsage();
let isTimingTurns = false;
let longestTurnMs = 0;
const inspector = new Session();
const systemTime = Date.now;
/** The time of the target's clock, and how many of its seconds pass in one real second. */
let clock = { at: systemTime(), since: systemTime(), speed: 1 };

const commands = {
  begin() {
    usedAtStart = process.cpuUsage();
    gcMs = 0;
    collections = 0;
    longestGcMs = 0;
    loop.reset();
    return {};
  },
  sinceStart() {
    const { user, system } = process.cpuUsage();
    return { cpuMicroseconds: user + system };
  },
  end() {
    const { user, system } = process.cpuUsage(usedAtStart);
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    return {
      cpuMicroseconds: user + system,
      rss,
      heapUsed,
      arrayBuffers,
      gcMs,
      collections,
      longestGcMs,
      longestBlockMs: loop.max / 1e6,
    };
  },
  /** The CPU that the main thread uses between two turns of its loop. The elapsed time would include other users of the core. */
  beginTurns() {
    isTimingTurns = true;
    longestTurnMs = 0;
    timeTurn(mainThreadMs());
    return {};
  },
  endTurns() {
    isTimingTurns = false;
    return { longestTurnMs };
  },
  /** Changes the speed of the target's clock, so that periodic work is due as often per request as in production. */
  setSpeed({ speed }) {
    clock = { at: Date.now(), since: systemTime(), speed };
    Date.now = () => Math.floor(clock.at + (systemTime() - clock.since) * clock.speed);
    return {};
  },
  collect() {
    globalThis.gc?.();
    return commands.end();
  },
  async beginProfile() {
    inspector.connect();
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.setSamplingInterval', { interval: 250 });
    await inspector.post('Profiler.start');
    return {};
  },
  async endProfile() {
    const { profile } = await inspector.post('Profiler.stop');
    inspector.disconnect();
    return profile;
  },
};

function timeTurn(before) {
  const now = mainThreadMs();
  longestTurnMs = Math.max(longestTurnMs, now - before);
  if (isTimingTurns) {
    setImmediate(timeTurn, now);
  }
}

function mainThreadMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

process.on('message', (message) => {
  const { command, ...options } = typeof message === 'string' ? { command: message } : message;
  void Promise.resolve(commands[command](options)).then((answer) => process.send(answer));
});
process.channel.unref();
