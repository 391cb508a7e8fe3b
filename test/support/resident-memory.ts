import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import type { Replica } from './replicas.js';

/** Works on Linux only. Elsewhere there is nothing to read and the test fails, because it would prove nothing. */
export function residentMebibytes({ pid }: Replica): number {
  const [, kibibytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

/** The maximum memory of each process while `work` ran, in MiB. */
export async function peaksDuring(replicas: readonly Replica[], work: Promise<unknown>): Promise<readonly number[]> {
  let peaks = replicas.map(() => 0);
  let isDone = false;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      peaks = replicas.map((replica, index) => Math.max(peaks[index] ?? 0, residentMebibytes(replica)));
      await pause(20);
    }
  };
  await Promise.all([
    work.finally(() => {
      isDone = true;
    }),
    watch(),
  ]);
  return peaks;
}

/** The maximum growth of one of the processes while `work` ran, in MiB. */
export async function growthDuring(replicas: readonly Replica[], work: Promise<unknown>): Promise<number> {
  const before = replicas.map(residentMebibytes);
  const peaks = await peaksDuring(replicas, work);
  return Math.max(0, ...peaks.map((peak, index) => peak - (before[index] ?? 0)));
}
