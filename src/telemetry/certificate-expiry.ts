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
