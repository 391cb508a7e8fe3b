import { readdirSync, readFileSync } from 'node:fs';

const sampleEveryMs = 500;
const bytesPerKb = 1024;

/**
 * Measures this process and all its descendants. `stop()` returns the minutes since the start and the largest sum of resident
 * memory that was seen, in bytes (pages that several processes share count once for each). Without /proc, the memory is 0.
 */
export function measureUsage() {
  const start = performance.now();
  let peakBytes = 0;
  const sample = () => {
    peakBytes = Math.max(peakBytes, residentBytes(process.pid));
  };
  const timer = setInterval(sample, sampleEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return { minutes: (performance.now() - start) / 60_000, peakBytes };
    },
  };
}

/** E.g. `6.2 minutes, at most 1.91 GB of memory`. */
export function describeUsage({ minutes, peakBytes }) {
  return `${minutes.toFixed(1)} minutes, at most ${(peakBytes / 1e9).toFixed(2)} GB of memory`;
}

function residentBytes(root) {
  const processes = runningProcesses();
  const tree = new Set([root]);
  let size;
  do {
    size = tree.size;
    processes.filter(({ parent }) => tree.has(parent)).forEach(({ id }) => tree.add(id));
  } while (tree.size > size);
  return processes.filter(({ id }) => tree.has(id)).reduce((sum, { bytes }) => sum + bytes, 0);
}

function runningProcesses() {
  let names = [];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    // This is not Linux.
  }
  return names.flatMap((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      return [{ id: Number(name), parent: numberOf(status, 'PPid'), bytes: numberOf(status, 'VmRSS') * bytesPerKb }];
    } catch {
      // The process has ended since.
      return [];
    }
  });
}

function numberOf(status, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
