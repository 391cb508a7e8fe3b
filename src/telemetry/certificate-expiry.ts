import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Seconds until the certificate in `file` expires; NaN, which no alert fires on, when there is none. */
export function secondsToExpiry(file: string | undefined, now = Date.now()): number {
  if (file === undefined) {
    return Number.NaN;
  }
  try {
    return (Date.parse(new X509Certificate(readFileSync(file)).validTo) - now) / 1000;
  } catch {
    return Number.NaN;
  }
}

/** Of several certificates the one that expires first; unreadable ones hide no other one. NaN without any. */
export function secondsToFirstExpiry(files: readonly string[], now = Date.now()): number {
  const known = files.map((file) => secondsToExpiry(file, now)).filter((seconds) => !Number.isNaN(seconds));
  return known.length === 0 ? Number.NaN : Math.min(...known);
}
