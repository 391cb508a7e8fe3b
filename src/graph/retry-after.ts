/** What is told when the service itself does not say how long to wait. */
export const defaultRetryAfterSeconds = 5;
const longestRetryAfterSeconds = 3600;

/** RFC 9110 §10.2.3: seconds or a date; undefined when absent or not understood. */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const value = header.trim();
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), longestRetryAfterSeconds);
}
