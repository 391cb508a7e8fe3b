/** Milliseconds of CPU that the work takes: unlike those of a clock, they are the same on a busy machine. */
export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
