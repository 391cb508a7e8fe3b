/** The wait, in seconds, when the upstream service names none. */
export const defaultRetryAfterSeconds = 5;
const longestRetryAfterSeconds = 3600;

/** Of several that a gateway has joined, the first; services write fractions too. */
const number = /^(\d{1,9}(?:\.\d+)?)\s*(?:[,;]|$)/;
/** IMF-fixdate. `Date.parse` accepts nearly anything as a date, `1.5` as a day of 2001. */
const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** RFC 9110 §10.2.3: seconds or a date; undefined when absent or invalid. Zero when the time is over. */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const value = header?.trim() ?? '';
  const [, given] = number.exec(value) ?? [];
  const at = date.test(value) ? (Date.parse(value) - now) / 1000 : Number.NaN;
  const seconds = Math.ceil(given === undefined ? at : Number(given));
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), longestRetryAfterSeconds);
}
