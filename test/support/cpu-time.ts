/** Milliseconds of CPU time of the work: unlike wall-clock time, they are the same on a busy machine. */
export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Below it, times are mostly noise. */
const noiseMs = 15;

/**
 * How many times as long the work takes per unit for `size` as for an eighth of it: 1 when it is linear, 8 when it is quadratic, however fast
 * the machine is. The best of a few runs count.
 */
export function growthOf(work: (size: number) => unknown, size: number): number {
  const best = (of: number): number => Math.min(...[0, 0, 0].map(() => cpuMsOf(() => work(of))));
  const eighth = best(size / 8);
  return best(size) / (8 * Math.max(eighth, noiseMs / 8));
}
