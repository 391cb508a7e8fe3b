import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits from the system's generator, as 43 characters of base64url. */
export function randomId(): string {
  return randomBytes(32).toString('base64url');
}

/** One-way name of a secret id, for keys and logs: SHA-256 as base64url. */
export function fingerprint(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** Whether `expected` is the fingerprint of that secret; takes equally long for every secret. */
export function hasFingerprint(value: string, expected: string): boolean {
  const [found, wanted] = [Buffer.from(fingerprint(value)), Buffer.from(expected)];
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}
